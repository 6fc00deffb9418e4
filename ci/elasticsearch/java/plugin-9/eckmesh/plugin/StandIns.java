package eckmesh.plugin;

import eckmesh.plugin.shutdown.ShutdownActions;

import org.elasticsearch.cluster.node.DiscoveryNodes;
import org.elasticsearch.features.NodeFeature;
import org.elasticsearch.rest.RestHandler;

import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Stands for the modules that Maven Central does not have, as far as ECK and the index .security need them. */
public final class StandIns extends Handlers {
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
        return restHandlers();
    }
}
