using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Stylize.Cli.Arguments;

namespace Stylize.Cli.Output;

/// <summary>The help of a command: what the library makes of its options, then examples.</summary>
internal static class HelpText
{
    /// <summary>Gives a command a help option whose text ends in examples.</summary>
    public static void Extend(Command command, IReadOnlyList<string> examples)
    {
        for (var i = command.Options.Count - 1; i >= 0; i--)
        {
            if (command.Options[i] is HelpOption)
            {
                command.Options.RemoveAt(i);
            }
        }

        var help = new HelpOption { Description = "Show this help." };
        help.Action = new WithExamples((HelpAction)help.Action!, examples);
        command.Options.Add(help);
    }

    /// <summary>A command as typed from the root, such as "stylize gaussian encode".</summary>
    public static string Path(Command command)
    {
        var parent = command.Parents.OfType<Command>().FirstOrDefault();
        return parent is null ? "stylize" : $"{Path(parent)} {command.Name}";
    }

    private sealed class WithExamples(HelpAction basis, IReadOnlyList<string> examples) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            foreach (var option in parseResult.CommandResult.Command.Options)
            {
                (option as IDescribedOption)?.Describe();
            }

            var result = basis.Invoke(parseResult);
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (var example in examples)
            {
                output.WriteLine($"  {example}");
            }

            output.WriteLine();
            output.WriteLine("A switch is turned off by --no-<name> or <name> false.");
            output.WriteLine("Names of values are read in any case, with or without dashes.");
            output.WriteLine("Exit code: 0 all done, 1 some files failed, 2 wrong use, 70 a fault of the program,");
            output.WriteLine("130 interrupted, 143 ended by SIGTERM.");
            return result;
        }
    }
}
