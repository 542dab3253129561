/**
 * Loaded into the service by start.mjs (`node --import`): when start.mjs is gone, even killed
 * outright, the service stops as if asked to, so that no orphan keeps sending mail or holding the port.
 */
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();
