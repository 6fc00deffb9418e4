package eckmesh.plugin;

import eckmesh.plugin.shutdown.ShutdownActions;
import eckmesh.plugin.shutdown.ShutdownRequests;

import org.elasticsearch.cluster.node.DiscoveryNodes;
import org.elasticsearch.features.NodeFeature;
import org.elasticsearch.index.analysis.PreConfiguredTokenFilter;
import org.elasticsearch.index.analysis.PreConfiguredTokenizer;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.index.analysis.TokenizerFactory;
import org.elasticsearch.indices.analysis.AnalysisModule;
import org.elasticsearch.plugins.ActionPlugin;
import org.elasticsearch.plugins.AnalysisPlugin;
import org.elasticsearch.plugins.Plugin;
import org.elasticsearch.rest.RestHandler;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Stands for the modules that Maven Central does not have, as far as ECK and the index .security need them. */
public final class StandIns extends Plugin implements ActionPlugin, AnalysisPlugin {
    @Override
    public Collection<ActionHandler> getActions() {
        return List.of(
            new ActionHandler(MainAction.TYPE, MainAction.class),
            new ActionHandler(ShutdownActions.PUT, ShutdownActions.Put.class),
            new ActionHandler(ShutdownActions.DELETE, ShutdownActions.Delete.class),
            new ActionHandler(ShutdownActions.GET, ShutdownActions.Get.class)
        );
    }

    @Override
    public Collection<RestHandler> getRestHandlers(
        RestHandlersServices services,
        Supplier<DiscoveryNodes> nodes,
        Predicate<NodeFeature> features
    ) {
        return List.of(
            new MainAction.Rest(),
            new ShutdownRequests.Put(),
            new ShutdownRequests.Delete(),
            new ShutdownRequests.Get()
        );
    }

    @Override
    public Map<String, AnalysisModule.AnalysisProvider<TokenFilterFactory>> getTokenFilters() {
        return Map.of(
            "pattern_capture",
            AnalysisPlugin.requiresAnalysisSettings(Analysis.PatternCapture::new),
            "unique",
            Analysis.Unique::new
        );
    }

    @Override
    public Map<String, AnalysisModule.AnalysisProvider<TokenizerFactory>> getTokenizers() {
        return Map.of("uax_url_email", Analysis.UrlAndEmail::new);
    }

    @Override
    public List<PreConfiguredTokenFilter> getPreConfiguredTokenFilters() {
        return List.of(PreConfiguredTokenFilter.singleton("unique", false, Analysis.UniqueFilter::new));
    }

    @Override
    public List<PreConfiguredTokenizer> getPreConfiguredTokenizers() {
        return List.of(PreConfiguredTokenizer.singleton("uax_url_email", Analysis.UrlAndEmail::tokenizer));
    }
}
