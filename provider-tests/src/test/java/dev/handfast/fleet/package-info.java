/**
 * Servers in JVMs of their own behind a balancer, which share ticket secrets and stores: {@link
 * dev.handfast.fleet.Node} is the server, {@link dev.handfast.fleet.Balancer} what stands before it, {@link
 * dev.handfast.fleet.Fleet} starts them.
 */
package dev.handfast.fleet;
