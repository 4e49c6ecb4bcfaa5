/**
 * A client's handshake in TLS 1.2, from ServerHello on (RFC 5246 section 7.3). Messages in brackets may be missing.
 *
 * <pre>
 *   StartClient12           ◀── ServerHello
 *   ExpectCertificate       ◀── Certificate
 *   ExpectStatusOrKeyExchange ◀ [CertificateStatus]        if ServerHello announced it (RFC 6066 section 8)
 *   ExpectKeyExchange       ◀── ServerKeyExchange          unless the suite's key exchange is RSA
 *   ExpectRequestOrDone     ◀── [CertificateRequest]
 *   ExpectDone              ◀── ServerHelloDone
 *   ClientFlight                verifies chain and signature, then
 *                               [Certificate] ClientKeyExchange [CertificateVerify] ChangeCipherSpec Finished ──▶
 *   ExpectTicket            ◀── [NewSessionTicket]         if ServerHello announced it (RFC 5077 section 3.3)
 *   ExpectChangeCipherSpec  ◀── ChangeCipherSpec
 *   ExpectFinished          ◀── Finished
 *   traffic.Traffic12
 * </pre>
 *
 * <p>A HelloRequest is passed over before ChangeCipherSpec (RFC 5246 section 7.4.1.1).
 */
@NullMarked
package dev.handfast.handshake.client12;

import org.jspecify.annotations.NullMarked;
