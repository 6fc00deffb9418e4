package eckmesh.plugin.shutdown;

import org.elasticsearch.cluster.ClusterState;
import org.elasticsearch.cluster.metadata.SingleNodeShutdownMetadata;
import org.elasticsearch.cluster.routing.RoutingNode;
import org.elasticsearch.common.io.stream.StreamInput;
import org.elasticsearch.common.io.stream.StreamOutput;
import org.elasticsearch.common.io.stream.Writeable;
import org.elasticsearch.xcontent.ToXContentObject;
import org.elasticsearch.xcontent.XContentBuilder;

import java.io.IOException;

/**
 * How far the shutdown of one node is: COMPLETE for a restart, and for a removal once the node has no shard.
 *
 * <p>It never says STALLED, as the real module does where no other node may take a shard.
 */
record ShutdownStatus(SingleNodeShutdownMetadata record, String status, int shards, String explanation)
    implements
        Writeable,
        ToXContentObject {

    ShutdownStatus(StreamInput in) throws IOException {
        this(new SingleNodeShutdownMetadata(in), in.readString(), in.readVInt(), in.readOptionalString());
    }

    static ShutdownStatus of(SingleNodeShutdownMetadata record, ClusterState state) {
        if (record.getType() == SingleNodeShutdownMetadata.Type.RESTART) {
            return new ShutdownStatus(record, "COMPLETE", 0, "no shard relocation is necessary for a node restart");
        }
        if (state.nodes().nodeExists(record.getNodeId())) {
            RoutingNode routing = state.getRoutingNodes().node(record.getNodeId());
            int shards = routing == null ? 0 : routing.size();
            return new ShutdownStatus(record, shards == 0 ? "COMPLETE" : "IN_PROGRESS", shards, null);
        }
        if (record.getNodeSeen()) {
            return new ShutdownStatus(record, "COMPLETE", 0, null);
        }
        return new ShutdownStatus(record, "NOT_STARTED", 0, "node is not currently part of the cluster");
    }

    @Override
    public void writeTo(StreamOutput out) throws IOException {
        record.writeTo(out);
        out.writeString(status);
        out.writeVInt(shards);
        out.writeOptionalString(explanation);
    }

    @Override
    public XContentBuilder toXContent(XContentBuilder builder, Params params) throws IOException {
        builder.startObject();
        builder.field("node_id", record.getNodeId());
        builder.field("type", record.getType().toString());
        builder.field("reason", record.getReason());
        if (record.getAllocationDelay() != null) {
            builder.field("allocation_delay", record.getAllocationDelay().getStringRep());
        }
        builder.field("shutdown_startedmillis", record.getStartedAtMillis());
        builder.field("status", status);
        builder.startObject("shard_migration");
        builder.field("status", status).field("shard_migrations_remaining", shards);
        if (explanation != null) {
            builder.field("explanation", explanation);
        }
        builder.endObject();
        builder.startObject("persistent_tasks").field("status", "COMPLETE").endObject();
        builder.startObject("plugins").field("status", "COMPLETE").endObject();
        return builder.endObject();
    }
}
