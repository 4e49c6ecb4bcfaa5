/**
 * Threads that meet on one connection, tried in every order that the machine allows, with jcstress (profile of that
 * name).
 */
package dev.handfast.races;
