package dev.handfast.jsse.pkix;

import dev.handfast.der.Oid;
import dev.handfast.pki.path.PolicyGraph;
import dev.handfast.wire.Opaque;
import java.io.IOException;
import java.security.cert.PolicyNode;
import java.security.cert.PolicyQualifierInfo;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/** The policy graph as the tree that JCA knows, unfolded only as far as someone walks it. */
final class PolicyNodeView implements PolicyNode {

    private final PolicyGraph.Node node;
    private final PolicyNodeView parent;

    private PolicyNodeView(PolicyGraph.Node node, PolicyNodeView parent) {
        this.node = node;
        this.parent = parent;
    }

    /** The root of a graph; null for no graph. */
    static PolicyNode of(PolicyGraph graph) {
        return graph == null || graph.root() == null ? null : new PolicyNodeView(graph.root(), null);
    }

    @Override
    public PolicyNode getParent() {
        return parent;
    }

    @Override
    public Iterator<? extends PolicyNode> getChildren() {
        Iterator<PolicyGraph.Node> children = node.children().iterator();
        return new Iterator<PolicyNode>() {
            @Override
            public boolean hasNext() {
                return children.hasNext();
            }

            @Override
            public PolicyNode next() {
                return new PolicyNodeView(children.next(), PolicyNodeView.this);
            }
        };
    }

    @Override
    public int getDepth() {
        return node.depth();
    }

    @Override
    public String getValidPolicy() {
        return node.policy().toString();
    }

    @Override
    public Set<? extends PolicyQualifierInfo> getPolicyQualifiers() {
        Set<PolicyQualifierInfo> qualifiers = new LinkedHashSet<>();
        for (Opaque encoded : node.qualifiers()) {
            try {
                qualifiers.add(new PolicyQualifierInfo(encoded.toBytes()));
            } catch (IOException e) {
                throw new IllegalStateException("a policy qualifier that our reader took and the JDK's does not", e);
            }
        }
        return Collections.unmodifiableSet(qualifiers);
    }

    @Override
    public Set<String> getExpectedPolicies() {
        Set<String> expected = new HashSet<>();
        for (Oid oid : node.expected()) {
            expected.add(oid.toString());
        }
        return Collections.unmodifiableSet(expected);
    }

    @Override
    public boolean isCritical() {
        return node.isCritical();
    }
}
