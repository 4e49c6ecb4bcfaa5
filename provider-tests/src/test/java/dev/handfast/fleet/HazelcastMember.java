package dev.handfast.fleet;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.core.Hazelcast;

import java.io.IOException;

/** A member of a Hazelcast cluster on loopback, in a JVM of its own. Arguments: cluster, its port, all ports. */
public final class HazelcastMember {

    private HazelcastMember() {
    }

    /** Runs until standard input ends. */
    public static void main(String[] arguments) throws IOException {
        Config config = new Config().setClusterName(arguments[0])
                .setProperty("hazelcast.phone.home.enabled", "false")
                .setProperty("hazelcast.logging.type", "none")
                .setProperty("hazelcast.wait.seconds.before.join", "0")
                .setProperty("hazelcast.partition.count", "31")
                .setProperty("hazelcast.socket.bind.any", "false");
        config.getNetworkConfig().setPort(Integer.parseInt(arguments[1])).setPortAutoIncrement(false)
                .getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        JoinConfig join = config.getNetworkConfig().getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true);
        for (int i = 2; i < arguments.length; i++) {
            join.getTcpIpConfig().addMember("127.0.0.1:" + arguments[i]);
        }
        var member = Hazelcast.newHazelcastInstance(config);
        System.out.println("READY " + member.getCluster().getMembers().size());
        while (System.in.read() >= 0) {
            System.out.println("MEMBERS " + member.getCluster().getMembers().size());
        }
        member.shutdown();
    }
}
