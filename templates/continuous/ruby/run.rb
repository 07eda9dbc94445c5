# __NAME__: kept running by Nyala. Save this file and the job restarts with the change.
$stdout.sync = true

# Nyala sends SIGTERM and waits (stopping_wait_time in settings.job) before it kills.
stopping = false
Signal.trap('TERM') { stopping = true }

second = 0
until stopping
  puts '__NAME__ is working' if (second % 10).zero?
  second += 1
  sleep 1
end

puts 'stopping'
