# __NAME__: run it with: nyala run __NAME__ -- some arguments
# To run it by itself, add to settings.job: "schedule": "0 0 * * * *" (second minute hour day month weekday).
puts "run #{ENV['WEBJOBS_RUN_ID']} of __NAME__"
ARGV.each { |argument| puts "argument: #{argument}" }

# What the job keeps belongs into WEBJOBS_DATA_PATH; it survives runs and deployments.
File.write(File.join(ENV.fetch('WEBJOBS_DATA_PATH'), 'last-run'), ENV['WEBJOBS_RUN_ID'])
