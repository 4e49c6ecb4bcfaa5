package dev.handfast.jsse.pkix;

import dev.handfast.pki.TestPki;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/** A server on the loopback interface that answers requests for lists and the like by bytes that a test chooses. */
final class OddServer implements AutoCloseable {

    /** What is written to a client whose request has been read. */
    interface Script {
        void write(OutputStream out) throws IOException;
    }

    private final ServerSocket server;
    private final Script script;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch written = new CountDownLatch(1);

    OddServer(Script script) throws IOException {
        this.script = script;
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    /** A whole response with a body. */
    static Script says(byte[] body) {
        return out -> {
            out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n").getBytes());
            out.write(body);
        };
    }

    /** The addresses of OCSP responders that a certificate names. */
    static Consumer<TestPki.Content> ocsp(List<String> uris) {
        return access(AccessDescription.id_ad_ocsp, uris);
    }

    /** The addresses of issuers that a certificate names. */
    static Consumer<TestPki.Content> issuers(List<String> uris) {
        return access(AccessDescription.id_ad_caIssuers, uris);
    }

    private static Consumer<TestPki.Content> access(org.bouncycastle.asn1.ASN1ObjectIdentifier method,
            List<String> uris) {
        ASN1EncodableVector all = new ASN1EncodableVector();
        uris.forEach(uri -> all.add(new AccessDescription(method, name(uri))));
        return content -> content.extension(Extension.authorityInfoAccess, false,
                AuthorityInformationAccess.getInstance(new DERSequence(all)));
    }

    /** The addresses of lists that a certificate names, each in a distribution point of its own. */
    static Consumer<TestPki.Content> lists(List<String> uris) {
        List<DistributionPoint> points = new ArrayList<>();
        uris.forEach(uri -> points.add(new DistributionPoint(new DistributionPointName(new GeneralNames(name(uri))),
                null, null)));
        return content -> content.extension(Extension.cRLDistributionPoints, false,
                new CRLDistPoint(points.toArray(new DistributionPoint[0])));
    }

    private static GeneralName name(String uri) {
        return new GeneralName(GeneralName.uniformResourceIdentifier, uri);
    }

    /** Where it is. */
    String at(String path) {
        return "http://127.0.0.1:" + server.getLocalPort() + path;
    }

    int port() {
        return server.getLocalPort();
    }

    /** The heads of the requests that came. */
    List<String> requests() {
        return requests;
    }

    /** Waits until the first script has ended, or failed because its client has gone. */
    void awaitWritten() throws InterruptedException {
        if (!written.await(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the client still reads");
        }
    }

    private void accept() throws IOException {
        while (!server.isClosed()) {
            Socket client = server.accept();
            daemon(() -> serve(client));
        }
    }

    private void serve(Socket client) throws IOException {
        try (client) {
            requests.add(head(client.getInputStream()));
            script.write(client.getOutputStream());
            client.shutdownOutput();
            client.getInputStream().transferTo(OutputStream.nullOutputStream());
        } finally {
            written.countDown();
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int length = 0;
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                return head.toString(StandardCharsets.ISO_8859_1);
            }
            head.write(next);
        }
        String text = head.toString(StandardCharsets.ISO_8859_1);
        for (String line : text.split("\r\n")) {
            if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(15).trim());
            }
        }
        in.readNBytes(length);
        return text;
    }

    private interface Work {
        void run() throws Exception;
    }

    private static void daemon(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (Exception e) {
                // The client or the test has gone.
                Thread.currentThread().interrupt();
            }
        }, "odd-server");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
