using System.CommandLine;
using Stylize.Cli.Hosting;

namespace Stylize.Cli.Arguments;

/// <summary>The option that puts the time before each line on standard error, for the logs of schedulers.</summary>
internal sealed class LogTimeOption : Option<bool>
{
    public LogTimeOption()
        : base("--log-time") =>
        Description = "Start each line on standard error with the time (UTC); no progress bar.";

    /// <summary>Gives the lines of a run their times if the option was typed.</summary>
    public void Apply(ParseResult values, CommandHost host) => host.LogTime = values.GetValue(this);
}
