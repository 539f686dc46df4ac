using Stylize.Cli;
using Stylize.Cli.Hosting;

using var interruption = new Interruption();
using var standardOutput = StandardStreams.Output();
using var standardError = StandardStreams.Error();
return StylizeCommand.Run(args, new CommandHost
{
    Out = standardOutput,
    Error = standardError,
    OpenInput = Console.OpenStandardInput,
    HasTerminal = StandardStreams.ErrorIsTerminal,
    Cancellation = interruption.Token,
});
