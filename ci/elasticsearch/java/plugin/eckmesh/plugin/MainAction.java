package eckmesh.plugin;

import org.elasticsearch.Build;
import org.elasticsearch.action.ActionListener;
import org.elasticsearch.action.ActionRequestValidationException;
import org.elasticsearch.action.ActionResponse;
import org.elasticsearch.action.ActionType;
import org.elasticsearch.action.UntypedActionRequest;
import org.elasticsearch.action.support.ActionFilters;
import org.elasticsearch.action.support.HandledTransportAction;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.cluster.service.ClusterService;
import org.elasticsearch.common.io.stream.StreamInput;
import org.elasticsearch.common.io.stream.StreamOutput;
import org.elasticsearch.common.util.concurrent.EsExecutors;
import org.elasticsearch.index.IndexVersion;
import org.elasticsearch.injection.guice.Inject;
import org.elasticsearch.rest.BaseRestHandler;
import org.elasticsearch.rest.RestRequest;
import org.elasticsearch.rest.action.RestToXContentListener;
import org.elasticsearch.tasks.Task;
import org.elasticsearch.transport.TransportService;
import org.elasticsearch.xcontent.ToXContentObject;
import org.elasticsearch.xcontent.XContentBuilder;

import java.io.IOException;
import java.util.List;

/** Stands for the module rest-root: GET / and HEAD /, under the action's real name, so that security decides who may call it. */
public final class MainAction extends HandledTransportAction<MainAction.Request, MainAction.Response> {
    static final ActionType<Response> TYPE = new ActionType<>("cluster:monitor/main");

    private final ClusterService cluster;

    @Inject
    public MainAction(TransportService transport, ActionFilters filters, ClusterService cluster) {
        super(TYPE.name(), transport, filters, Request::new, EsExecutors.DIRECT_EXECUTOR_SERVICE);
        this.cluster = cluster;
    }

    @Override
    protected void doExecute(Task task, Request request, ActionListener<Response> listener) {
        String uuid = cluster.state().metadata().clusterUUID();
        listener.onResponse(new Response(cluster.getNodeName(), cluster.getClusterName().value(), uuid));
    }

    public static final class Request extends UntypedActionRequest {
        Request() {}

        Request(StreamInput in) throws IOException {
            super(in);
        }

        @Override
        public ActionRequestValidationException validate() {
            return null;
        }
    }

    public static final class Response extends ActionResponse implements ToXContentObject {
        private final String node;
        private final String cluster;
        private final String uuid;

        Response(String node, String cluster, String uuid) {
            this.node = node;
            this.cluster = cluster;
            this.uuid = uuid;
        }

        @Override
        public void writeTo(StreamOutput out) {
            throw new UnsupportedOperationException("a node answers GET / itself");
        }

        @Override
        public XContentBuilder toXContent(XContentBuilder builder, Params params) throws IOException {
            Build build = Build.current();
            builder.startObject();
            builder.field("name", node).field("cluster_name", cluster).field("cluster_uuid", uuid);
            builder.startObject("version");
            builder.field("number", build.version()).field("build_flavor", "default");
            builder.field("build_type", build.type().displayName()).field("build_hash", build.hash());
            builder.field("build_date", build.date()).field("build_snapshot", build.isSnapshot());
            builder.field("lucene_version", IndexVersion.current().luceneVersion().toString());
            builder.field("minimum_wire_compatibility_version", build.minWireCompatVersion());
            builder.field("minimum_index_compatibility_version", build.minIndexCompatVersion());
            builder.endObject();
            return builder.field("tagline", "You Know, for Search").endObject();
        }
    }

    static final class Rest extends BaseRestHandler {
        @Override
        public String getName() {
            return "main_action";
        }

        @Override
        public List<Route> routes() {
            return List.of(new Route(RestRequest.Method.GET, "/"), new Route(RestRequest.Method.HEAD, "/"));
        }

        @Override
        protected RestChannelConsumer prepareRequest(RestRequest request, NodeClient client) {
            return channel -> client.execute(TYPE, new Request(), new RestToXContentListener<>(channel));
        }
    }
}
