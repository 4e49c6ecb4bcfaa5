package dev.handfast.fleet;

import dev.handfast.peers.ExternalProcess;
import dev.handfast.peers.Tools;
import dev.handfast.peers.Workspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/** What a fleet keeps its sessions in: processes that can be killed and started again, empty. */
interface Store extends AutoCloseable {

    /** What it is called. */
    String name();

    /** What servers have on their class path for it. */
    List<String> artifacts();

    /** The properties that have servers use it. */
    List<String> options();

    /** Starts what was killed. */
    void start() throws IOException;

    /** Kills all of it at once. */
    void kill();

    @Override
    default void close() {
        kill();
    }

    /** Two Hazelcast members, to which servers are clients. */
    final class HazelcastCluster implements Store {

        private static final Pattern READY = Pattern.compile("READY \\d+");

        private final String cluster = "handfast-" + UUID.randomUUID();
        private final List<String> ports = List.of(String.valueOf(Workspace.freePort()),
                String.valueOf(Workspace.freePort()));
        private final List<ExternalProcess> members = new ArrayList<>();
        private final Path configuration;

        HazelcastCluster() throws IOException {
            configuration = Files.writeString(
                    Files.createTempFile(Workspace.shared().directory(), "client", ".xml"), """
                            <hazelcast-client xmlns="http://www.hazelcast.com/schema/client-config">
                              <cluster-name>%s</cluster-name>
                              <properties><property name="hazelcast.logging.type">none</property></properties>
                              <network><cluster-members>
                                <address>127.0.0.1:%s</address><address>127.0.0.1:%s</address>
                              </cluster-members></network>
                            </hazelcast-client>
                            """.formatted(cluster, ports.get(0), ports.get(1)));
            start();
        }

        @Override
        public String name() {
            return "Hazelcast";
        }

        @Override
        public List<String> artifacts() {
            return List.of("cache-api", "hazelcast");
        }

        @Override
        public List<String> options() {
            return List.of("-Dhandfast.session.jcache=tls", "-Dhazelcast.client.config=" + configuration,
                    "-Djavax.cache.spi.CachingProvider=com.hazelcast.client.cache.HazelcastClientCachingProvider");
        }

        @Override
        public void start() throws IOException {
            for (String port : ports) {
                List<String> arguments = new ArrayList<>(List.of(cluster, port));
                arguments.addAll(ports);
                members.add(Fleet.java(entry -> !Fleet.isOf(entry, "redisson"),
                        List.of("-Dhazelcast.logging.type=none"), HazelcastMember.class,
                        arguments.toArray(new String[0])));
            }
            for (ExternalProcess member : members) {
                member.await(READY);
            }
        }

        /** Kills one of two; each entry lives on in its backup. */
        void killOne() {
            members.remove(0).close();
        }

        @Override
        public void kill() {
            members.forEach(ExternalProcess::close);
            members.clear();
        }
    }

    /** A Redis server, to which servers talk through Redisson. */
    final class Redis implements Store {

        private final int port = Workspace.freePort();
        private final Path configuration;
        private ExternalProcess server;

        Redis() throws IOException {
            configuration = Files.writeString(Files.createTempFile(Workspace.shared().directory(), "redisson", ".yaml"),
                    "singleServerConfig:\n  address: \"redis://127.0.0.1:" + port + "\"\n");
            start();
        }

        @Override
        public String name() {
            return "Redis";
        }

        @Override
        public List<String> artifacts() {
            return List.of("cache-api", "redisson");
        }

        @Override
        public List<String> options() {
            return List.of("-Dhandfast.session.jcache=tls", "-Dhandfast.session.jcacheUri=" + configuration.toUri(),
                    "-Djavax.cache.spi.CachingProvider=org.redisson.jcache.JCachingProvider");
        }

        @Override
        public void start() throws IOException {
            server = ExternalProcess.start(List.of(Tools.require("redis-server"), "--port", String.valueOf(port),
                    "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"));
            server.await(Pattern.compile("Ready to accept connections"));
        }

        @Override
        public void kill() {
            server.close();
        }
    }
}
