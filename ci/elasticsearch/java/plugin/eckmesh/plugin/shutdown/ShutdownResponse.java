package eckmesh.plugin.shutdown;

import org.elasticsearch.action.ActionResponse;
import org.elasticsearch.common.io.stream.StreamInput;
import org.elasticsearch.common.io.stream.StreamOutput;
import org.elasticsearch.xcontent.ToXContentObject;
import org.elasticsearch.xcontent.XContentBuilder;

import java.io.IOException;
import java.util.List;

/** The answer of GET /_nodes/shutdown. */
public final class ShutdownResponse extends ActionResponse implements ToXContentObject {
    private final List<ShutdownStatus> nodes;

    ShutdownResponse(List<ShutdownStatus> nodes) {
        this.nodes = nodes;
    }

    ShutdownResponse(StreamInput in) throws IOException {
        nodes = in.readCollectionAsList(ShutdownStatus::new);
    }

    @Override
    public void writeTo(StreamOutput out) throws IOException {
        out.writeCollection(nodes);
    }

    @Override
    public XContentBuilder toXContent(XContentBuilder builder, Params params) throws IOException {
        builder.startObject().startArray("nodes");
        for (ShutdownStatus node : nodes) {
            node.toXContent(builder, params);
        }
        return builder.endArray().endObject();
    }
}
