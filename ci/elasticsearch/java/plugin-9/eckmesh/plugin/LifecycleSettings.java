package eckmesh.plugin;

import org.elasticsearch.cluster.ClusterState;
import org.elasticsearch.cluster.metadata.ProjectId;
import org.elasticsearch.reservedstate.ReservedProjectStateHandler;
import org.elasticsearch.reservedstate.ReservedStateHandlerProvider;
import org.elasticsearch.reservedstate.TransformState;
import org.elasticsearch.xcontent.XContentParser;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Stands for the modules x-pack-ilm and x-pack-slm in file settings: ECK writes both keys, with nothing in them. */
public final class LifecycleSettings implements ReservedStateHandlerProvider {
    @Override
    public Collection<ReservedProjectStateHandler<?>> projectHandlers() {
        return List.of(new Empty("slm"), new Empty("ilm"));
    }

    private record Empty(String name) implements ReservedProjectStateHandler<Map<String, Object>> {
        @Override
        public Map<String, Object> fromXContent(XContentParser parser) throws IOException {
            return parser.map();
        }

        @Override
        public TransformState transform(ProjectId project, Map<String, Object> value, TransformState before) {
            if (value.isEmpty() == false) {
                throw new IllegalArgumentException("[" + name + "] is a stand-in that accepts nothing but {}");
            }
            return new TransformState(before.state(), Set.of());
        }

        @Override
        public ClusterState remove(ProjectId project, TransformState before) {
            return before.state();
        }
    }
}
