package eckmesh.plugin;

import eckmesh.plugin.shutdown.ShutdownRequests;

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

/** What the stand-ins hand to the server, in the words of both major versions. */
abstract class Handlers extends Plugin implements ActionPlugin, AnalysisPlugin {
    /** The handlers of REST requests, which the server asks for by another method in each major version. */
    static Collection<RestHandler> restHandlers() {
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
            AnalysisPlugin.requiresAnalysisSettings(Analysis.PatternCapture::of),
            "unique",
            (index, environment, name, settings) -> new Analysis.Unique(name)
        );
    }

    @Override
    public Map<String, AnalysisModule.AnalysisProvider<TokenizerFactory>> getTokenizers() {
        return Map.of("uax_url_email", Analysis.UrlAndEmail::of);
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
