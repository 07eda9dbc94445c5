// __NAME__: kept running by Nyala. Save this file and the job restarts with the change.
const timer = setInterval(() => console.log('__NAME__ is working'), 10_000);

// Nyala sends SIGTERM and waits (stopping_wait_time in settings.job) before it kills.
process.on('SIGTERM', () => {
  console.log('stopping');
  clearInterval(timer);
});
