/**
 * A server's handshake in TLS 1.2, from the ClientHello on (RFC 5246 section 7.3). Messages in brackets may be missing.
 *
 * <pre>
 *   StartServer12               ChooseSuite picks suite, group and credential together
 *   ServerFlight                ServerHello Certificate [CertificateStatus] [ServerKeyExchange] [CertificateRequest]
 *                               ServerHelloDone ──▶
 *   ExpectCertificate       ◀── Certificate                if one was asked for; it may be empty
 *   ExpectKeyExchange       ◀── ClientKeyExchange
 *   ExpectCertificateVerify ◀── CertificateVerify          if the certificate was not empty
 *   AgreeKeys                   verifies the client, makes the keys
 *   ExpectChangeCipherSpec  ◀── ChangeCipherSpec
 *   ExpectFinished          ◀── Finished
 *                               ChangeCipherSpec Finished ──▶
 *   traffic.Traffic12
 * </pre>
 *
 * <p>A session that is resumed, by ticket or ID (RFC 5077 section 3.1):
 *
 * <pre>
 *   ResumeSession                         ServerHello [NewSessionTicket] ChangeCipherSpec Finished ──▶
 *   ExpectResumedChangeCipherSpec     ◀── ChangeCipherSpec
 *   ExpectResumedFinished             ◀── Finished
 *   traffic.Traffic12
 * </pre>
 */
@NullMarked
package dev.handfast.handshake.server12;

import org.jspecify.annotations.NullMarked;
