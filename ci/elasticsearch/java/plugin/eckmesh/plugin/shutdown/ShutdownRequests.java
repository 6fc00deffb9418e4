package eckmesh.plugin.shutdown;

import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.rest.BaseRestHandler;
import org.elasticsearch.rest.RestRequest;
import org.elasticsearch.rest.RestUtils;
import org.elasticsearch.rest.action.RestToXContentListener;
import org.elasticsearch.xcontent.XContentParser;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The REST side of the shutdown actions. */
public final class ShutdownRequests {
    private ShutdownRequests() {}

    private static ShutdownRequest read(RestRequest request, Map<String, Object> body) {
        return new ShutdownRequest(
            RestUtils.getMasterNodeTimeout(request),
            RestUtils.getAckTimeout(request),
            request.param("nodeId", "_all"),
            body
        );
    }

    public static final class Put extends BaseRestHandler {
        @Override
        public String getName() {
            return "put_shutdown_node";
        }

        @Override
        public List<Route> routes() {
            return List.of(new Route(RestRequest.Method.PUT, "/_nodes/{nodeId}/shutdown"));
        }

        @Override
        protected RestChannelConsumer prepareRequest(RestRequest request, NodeClient client) throws IOException {
            Map<String, Object> body;
            try (XContentParser parser = request.contentParser()) {
                body = parser.map();
            }
            if (body.get("type") == null || body.get("reason") == null) {
                throw new IllegalArgumentException("[type] and [reason] are required");
            }
            ShutdownRequest shutdown = read(request, body);
            return channel -> client.execute(ShutdownActions.PUT, shutdown, new RestToXContentListener<>(channel));
        }
    }

    public static final class Delete extends BaseRestHandler {
        @Override
        public String getName() {
            return "delete_shutdown_node";
        }

        @Override
        public List<Route> routes() {
            return List.of(new Route(RestRequest.Method.DELETE, "/_nodes/{nodeId}/shutdown"));
        }

        @Override
        protected RestChannelConsumer prepareRequest(RestRequest request, NodeClient client) {
            ShutdownRequest shutdown = read(request, Map.of());
            return channel -> client.execute(ShutdownActions.DELETE, shutdown, new RestToXContentListener<>(channel));
        }
    }

    public static final class Get extends BaseRestHandler {
        @Override
        public String getName() {
            return "get_shutdown_status";
        }

        @Override
        public List<Route> routes() {
            return List.of(
                new Route(RestRequest.Method.GET, "/_nodes/{nodeId}/shutdown"),
                new Route(RestRequest.Method.GET, "/_nodes/shutdown")
            );
        }

        @Override
        protected RestChannelConsumer prepareRequest(RestRequest request, NodeClient client) {
            ShutdownRequest shutdown = read(request, Map.of());
            return channel -> client.execute(ShutdownActions.GET, shutdown, new RestToXContentListener<>(channel));
        }
    }
}
