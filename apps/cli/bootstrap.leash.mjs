// Loaded into the server by bootstrap.start.mjs: when the bootstrap is killed outright, the server stops in good order.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();
