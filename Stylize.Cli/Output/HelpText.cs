using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Stylize.Cli.Output;

/// <summary>Gives commands their --help.</summary>
internal static class HelpText
{
    /// <summary>The word that, together with --help, shows every option.</summary>
    public const string AllOption = "--all";

    /// <summary>Replaces the help option of a command by one that prints a <see cref="HelpPage"/> with
    /// examples.</summary>
    public static void Extend(Command command, IReadOnlyList<string> examples)
    {
        for (var i = command.Options.Count - 1; i >= 0; i--)
        {
            if (command.Options[i] is HelpOption)
            {
                command.Options.RemoveAt(i);
            }
        }

        command.Options.Add(new HelpOption { Description = "Show this help.", Action = new PageAction(examples) });
    }

    public static IReadOnlyList<string> ExamplesOf(Command command) =>
        ((PageAction)command.Options.OfType<HelpOption>().Single().Action!).Examples;

    public static bool IsHelp(string word) => word is "--help" or "-h" or "-?" or "/?" or "/h";

    private sealed class PageAction(IReadOnlyList<string> examples) : SynchronousCommandLineAction
    {
        public IReadOnlyList<string> Examples => examples;

        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            var (width, all) = parseResult.InvocationConfiguration is HelpConfiguration help
                ? (help.Width(), help.All) : (80, true);
            new HelpPage(parseResult.CommandResult.Command, parseResult.InvocationConfiguration.Output, width)
                .Write(examples, all);
            return 0;
        }
    }
}

/// <summary>Carries the form of the help to the action that prints it.</summary>
internal sealed class HelpConfiguration : InvocationConfiguration
{
    /// <summary>True to show the options of every group.</summary>
    public bool All { get; init; }

    public required Func<int> Width { get; init; }
}
