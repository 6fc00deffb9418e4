package eckmesh.plugin.shutdown;

import org.elasticsearch.ResourceNotFoundException;
import org.elasticsearch.action.ActionListener;
import org.elasticsearch.action.ActionType;
import org.elasticsearch.action.support.ActionFilters;
import org.elasticsearch.action.support.master.AcknowledgedResponse;
import org.elasticsearch.action.support.master.AcknowledgedTransportMasterNodeAction;
import org.elasticsearch.action.support.master.TransportMasterNodeAction;
import org.elasticsearch.cluster.AckedClusterStateUpdateTask;
import org.elasticsearch.cluster.ClusterState;
import org.elasticsearch.cluster.block.ClusterBlockException;
import org.elasticsearch.cluster.block.ClusterBlockLevel;
import org.elasticsearch.cluster.metadata.Metadata;
import org.elasticsearch.cluster.metadata.NodesShutdownMetadata;
import org.elasticsearch.cluster.metadata.SingleNodeShutdownMetadata;
import org.elasticsearch.cluster.node.DiscoveryNode;
import org.elasticsearch.cluster.routing.RerouteService;
import org.elasticsearch.cluster.service.ClusterService;
import org.elasticsearch.common.Priority;
import org.elasticsearch.common.util.concurrent.EsExecutors;
import org.elasticsearch.injection.guice.Inject;
import org.elasticsearch.tasks.Task;
import org.elasticsearch.threadpool.ThreadPool;
import org.elasticsearch.transport.TransportService;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Stands for the module x-pack-shutdown: its actions over the server's own NodesShutdownMetadata, which the server's
 * allocation, persistent tasks and readiness service obey.
 */
public final class ShutdownActions {
    public static final ActionType<AcknowledgedResponse> PUT = new ActionType<>("cluster:admin/shutdown/create");
    public static final ActionType<AcknowledgedResponse> DELETE = new ActionType<>("cluster:admin/shutdown/delete");
    public static final ActionType<ShutdownResponse> GET = new ActionType<>("cluster:admin/shutdown/get");

    private ShutdownActions() {}

    private static NodesShutdownMetadata records(ClusterState state) {
        return state.metadata().custom(NodesShutdownMetadata.TYPE, NodesShutdownMetadata.EMPTY);
    }

    /** Changes the records in the cluster state, and then lets the master allocate shards anew. */
    private abstract static class Change extends AcknowledgedTransportMasterNodeAction<ShutdownRequest> {
        private final RerouteService reroute;

        Change(
            String name,
            TransportService transport,
            ClusterService cluster,
            ThreadPool threads,
            ActionFilters filters,
            RerouteService reroute
        ) {
            super(name, transport, cluster, threads, filters, ShutdownRequest::new, EsExecutors.DIRECT_EXECUTOR_SERVICE);
            this.reroute = reroute;
        }

        abstract NodesShutdownMetadata changed(ShutdownRequest request, ClusterState state);

        @Override
        protected void masterOperation(
            Task task,
            ShutdownRequest request,
            ClusterState ignored,
            ActionListener<AcknowledgedResponse> listener
        ) {
            ActionListener<AcknowledgedResponse> rerouting = listener.delegateFailureAndWrap((next, response) -> {
                reroute.reroute("node shutdown changed", Priority.NORMAL, ActionListener.noop());
                next.onResponse(response);
            });
            clusterService.submitUnbatchedStateUpdateTask(
                actionName + "[" + request.nodes + "]",
                new AckedClusterStateUpdateTask(Priority.URGENT, request, rerouting) {
                    @Override
                    public ClusterState execute(ClusterState state) {
                        Metadata.Builder metadata = Metadata.builder(state.metadata());
                        metadata.putCustom(NodesShutdownMetadata.TYPE, changed(request, state));
                        return ClusterState.builder(state).metadata(metadata).build();
                    }
                }
            );
        }

        @Override
        protected ClusterBlockException checkBlock(ShutdownRequest request, ClusterState state) {
            return state.blocks().globalBlockedException(ClusterBlockLevel.METADATA_WRITE);
        }
    }

    public static final class Put extends Change {
        @Inject
        public Put(
            TransportService transport,
            ClusterService cluster,
            ThreadPool threads,
            ActionFilters filters,
            RerouteService reroute
        ) {
            super(PUT.name(), transport, cluster, threads, filters, reroute);
        }

        @Override
        NodesShutdownMetadata changed(ShutdownRequest request, ClusterState state) {
            DiscoveryNode node = state.nodes().get(request.nodes);
            SingleNodeShutdownMetadata.Builder record = SingleNodeShutdownMetadata.builder()
                .setNodeId(request.nodes)
                .setType(SingleNodeShutdownMetadata.Type.parse(request.type))
                .setReason(request.reason)
                .setStartedAtMillis(System.currentTimeMillis())
                .setNodeSeen(node != null);
            if (node != null) {
                record.setNodeEphemeralId(node.getEphemeralId());
            }
            if (request.allocationDelay != null) {
                record.setAllocationDelay(request.allocationDelay);
            }
            if (request.targetNode != null) {
                record.setTargetNodeName(request.targetNode);
            }
            if (request.gracePeriod != null) {
                record.setGracePeriod(request.gracePeriod);
            }
            return records(state).putSingleNodeMetadata(record.build());
        }
    }

    public static final class Delete extends Change {
        @Inject
        public Delete(
            TransportService transport,
            ClusterService cluster,
            ThreadPool threads,
            ActionFilters filters,
            RerouteService reroute
        ) {
            super(DELETE.name(), transport, cluster, threads, filters, reroute);
        }

        @Override
        NodesShutdownMetadata changed(ShutdownRequest request, ClusterState state) {
            if (records(state).contains(request.nodes) == false) {
                throw new ResourceNotFoundException("node [" + request.nodes + "] is not currently shutting down");
            }
            return records(state).removeSingleNodeMetadata(request.nodes);
        }
    }

    public static final class Get extends TransportMasterNodeAction<ShutdownRequest, ShutdownResponse> {
        @Inject
        public Get(TransportService transport, ClusterService cluster, ThreadPool threads, ActionFilters filters) {
            super(
                GET.name(),
                transport,
                cluster,
                threads,
                filters,
                ShutdownRequest::new,
                ShutdownResponse::new,
                EsExecutors.DIRECT_EXECUTOR_SERVICE
            );
        }

        @Override
        protected void masterOperation(
            Task task,
            ShutdownRequest request,
            ClusterState state,
            ActionListener<ShutdownResponse> listener
        ) {
            Set<String> asked = Set.of(request.nodes.split(","));
            List<ShutdownStatus> found = new ArrayList<>();
            for (SingleNodeShutdownMetadata record : records(state).getAll().values()) {
                if (asked.contains("_all") || asked.contains(record.getNodeId())) {
                    found.add(ShutdownStatus.of(record, state));
                }
            }
            listener.onResponse(new ShutdownResponse(found));
        }

        @Override
        protected ClusterBlockException checkBlock(ShutdownRequest request, ClusterState state) {
            return null;
        }
    }
}
