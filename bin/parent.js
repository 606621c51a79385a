// Loaded by launch.js before the program itself: ends the program when its launcher is gone, even by `kill -9`, which
// leaves the launcher no chance to pass anything on. The program sees an ordinary SIGTERM and can shut down in order.
if (process.channel !== undefined) {
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'))
  process.channel.unref()
}
