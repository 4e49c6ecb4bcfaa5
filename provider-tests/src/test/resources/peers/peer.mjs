// A TLS peer for Node, Bun and Deno, driven by one JSON object per line on standard input; each is answered by one line.
//   {id, op: "serve", version, ciphers, groups, cert, key, ca, clientAuth}   -> {id, port}
//   {id, op: "connect", port, version, ciphers, groups, cert, key, ca}       -> {id, text, protocol, cipher, group}
//   {id, op: "close", server}                                                -> {id}
//   {id, op: "log", server}                                                  -> {id, text}
// A failure is answered with {id, error}.
import tls from 'node:tls';
import http2 from 'node:http2';
import { createInterface } from 'node:readline';

const servers = new Map();
const native = globalThis.Deno;

function answer(version) {
    const body = `interop answer ${version}\n`;
    return `HTTP/1.0 200 OK\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`;
}

function options(order) {
    const chosen = { minVersion: order.version, maxVersion: order.version, cert: order.cert, key: order.key, ca: order.ca };
    if (order.ciphers) chosen.ciphers = order.ciphers;
    if (order.groups) chosen.ecdhCurve = order.groups;
    if (order.dhe) chosen.dhparam = 'auto';
    return chosen;
}

function serve(order) {
    if (native) return serveNative(order);
    return new Promise((resolve, reject) => {
        const log = [];
        const settings = { ...options(order), requestCert: !!order.clientAuth, rejectUnauthorized: !!order.clientAuth };
        let server;
        if (order.http2) {
            server = http2.createSecureServer({ ...settings, allowHTTP1: true }, (request, response) => {
                response.end(`interop answer ${request.httpVersion} ${request.socket.getProtocol?.() ?? ''}\n`);
            });
        } else {
            server = tls.createServer(settings, (socket) => {
                let text = '';
                socket.on('data', (data) => {
                    text += data;
                    if (text.includes('\r\n\r\n')) {
                        text = '';
                        socket.end(answer(socket.getProtocol()));
                    }
                });
                socket.on('error', (e) => log.push(String(e)));
            });
        }
        server.on('tlsClientError', (e) => log.push(String(e)));
        server.on('error', reject);
        server.listen(0, '127.0.0.1', () => {
            servers.set(order.id, { log, close: () => server.close() });
            resolve({ port: server.address().port });
        });
    });
}

async function serveNative(order) {
    const log = [];
    const listener = native.listenTls({ hostname: '127.0.0.1', port: 0, cert: order.cert, key: order.key });
    servers.set(order.id, { log, close: () => listener.close() });
    (async () => {
        for await (const connection of listener) {
            (async () => {
                const buffer = new Uint8Array(4096);
                let text = '';
                while (!text.includes('\r\n\r\n')) {
                    const n = await connection.read(buffer);
                    if (n === null) throw new Error('the request ended early');
                    text += new TextDecoder().decode(buffer.subarray(0, n));
                }
                await connection.write(new TextEncoder().encode(answer('')));
                await connection.closeWrite();
                connection.close();
            })().catch((e) => log.push(String(e)));
        }
    })().catch((e) => log.push(String(e)));
    return { port: listener.addr.port };
}

function connect(order) {
    if (native) return connectNative(order);
    return new Promise((resolve, reject) => {
        const socket = tls.connect({ ...options(order), host: '127.0.0.1', port: order.port, servername: 'localhost',
            rejectUnauthorized: true }, () => socket.write(order.request));
        let text = '';
        socket.setEncoding('latin1');
        socket.on('data', (data) => { text += data; });
        socket.on('error', reject);
        socket.on('end', () => {
            const result = { text, protocol: socket.getProtocol(), cipher: socket.getCipher()?.standardName };
            socket.end();
            resolve(result);
        });
        socket.setTimeout(20000, () => reject(new Error('silent for 20 s')));
    });
}

async function connectNative(order) {
    const tcp = await native.connect({ hostname: '127.0.0.1', port: order.port });
    const settings = { hostname: 'localhost', caCerts: [order.ca] };
    const socket = order.cert
        ? await native.connectTls({ ...settings, hostname: '127.0.0.1', port: order.port, cert: order.cert, key: order.key })
        : await native.startTls(tcp, settings);
    if (order.cert) tcp.close();
    await socket.write(new TextEncoder().encode(order.request));
    let text = '';
    const buffer = new Uint8Array(4096);
    for (let n = await socket.read(buffer); n !== null; n = await socket.read(buffer)) {
        text += new TextDecoder().decode(buffer.subarray(0, n));
    }
    socket.close();
    return { text };
}

async function carryOut(order) {
    switch (order.op) {
        case 'serve': return serve(order);
        case 'connect': return connect(order);
        case 'log': return { text: servers.get(order.server).log.join('; ') };
        case 'close':
            servers.get(order.server).close();
            servers.delete(order.server);
            return {};
        default: throw new Error(`unknown op ${order.op}`);
    }
}

createInterface({ input: process.stdin }).on('line', (line) => {
    const order = JSON.parse(line);
    carryOut(order)
        .catch((e) => ({ error: String(e?.message ?? e) + (e?.code ? ` (${e.code})` : '') }))
        .then((result) => process.stdout.write(`@${JSON.stringify({ id: order.id, ...result })}\n`));
});
