package eckmesh.plugin.shutdown;

import org.elasticsearch.action.support.master.AcknowledgedRequest;
import org.elasticsearch.common.io.stream.StreamInput;
import org.elasticsearch.common.io.stream.StreamOutput;
import org.elasticsearch.core.TimeValue;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What a call of /_nodes/{id}/shutdown says; GET and DELETE have the nodes only. */
public final class ShutdownRequest extends AcknowledgedRequest<ShutdownRequest> {
    private static final List<String> FIELDS = List.of("type", "reason", "allocation_delay", "target_node_name", "grace_period");

    final String nodes;
    final String type;
    final String reason;
    final TimeValue allocationDelay;
    final String targetNode;
    final TimeValue gracePeriod;

    ShutdownRequest(TimeValue masterTimeout, TimeValue ackTimeout, String nodes, Map<String, Object> body) {
        super(masterTimeout, ackTimeout);
        for (String field : body.keySet()) {
            if (FIELDS.contains(field) == false) {
                throw new IllegalArgumentException("unknown field [" + field + "]");
            }
        }
        this.nodes = nodes;
        type = (String) body.get("type");
        reason = (String) body.get("reason");
        allocationDelay = duration(body, "allocation_delay");
        targetNode = (String) body.get("target_node_name");
        gracePeriod = duration(body, "grace_period");
    }

    ShutdownRequest(StreamInput in) throws IOException {
        super(in);
        nodes = in.readOptionalString();
        type = in.readOptionalString();
        reason = in.readOptionalString();
        allocationDelay = in.readOptionalTimeValue();
        targetNode = in.readOptionalString();
        gracePeriod = in.readOptionalTimeValue();
    }

    @Override
    public void writeTo(StreamOutput out) throws IOException {
        super.writeTo(out);
        out.writeOptionalString(nodes);
        out.writeOptionalString(type);
        out.writeOptionalString(reason);
        out.writeOptionalTimeValue(allocationDelay);
        out.writeOptionalString(targetNode);
        out.writeOptionalTimeValue(gracePeriod);
    }

    private static TimeValue duration(Map<String, Object> body, String field) {
        Object value = body.get(field);
        return value == null ? null : TimeValue.parseTimeValue(value.toString(), field);
    }
}
