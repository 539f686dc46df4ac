namespace Stylize.Cli.Commands;

internal sealed class HelpCommand : Command
{
    public const string CommandName = "help";
    public const string Summary = "Show the help of a command.";

    public const string ManOption = "--man";

    public HelpCommand()
        : base(CommandName, Summary)
    {
        Arguments.Add(new Argument<string[]>("command")
        {
            Arity = ArgumentArity.ZeroOrMore, Description = "A command, such as pixel-art or gaussian encode.",
        });
        Options.Add(NewOption.Create<bool>(ManOption, null, "Print the manual page, as man stylize shows it."));
        HelpText.Extend(this, ["stylize help", "stylize help pixel-art", "stylize help gaussian encode --all",
            "stylize help --man > stylize.1"]);
    }

    /// <summary>Rewrites "help command --all" as "command --help", and removes the word that requests all
    /// options.</summary>
    /// <param name="all">True if help for all options is requested.</param>
    public static IReadOnlyList<string> Normalize(IReadOnlyList<string> args, out bool all)
    {
        all = false;
        var isHelp = args.Count > 0 && args[0] == CommandName;
        for (var i = 0; i < args.Count && !isHelp && args[i] != "--"; i++)
        {
            isHelp = HelpText.IsHelp(args[i]);
        }

        if (!isHelp) return args;

        var words = new List<string>(args.Count + 1);
        foreach (var word in args)
        {
            if (word == HelpText.AllOption)
            {
                all = true;
            }
            else
            {
                words.Add(word);
            }
        }

        if (words[0] == CommandName)
        {
            words.RemoveAt(0);
            if (words is ["all"])
            {
                words.Clear();
                all = true;
            }

            words.Add("--help");
        }

        return words;
    }

    /// <summary>Returns the first word that names no command below the root; null if all words do.</summary>
    public static (string Word, Command Parent)? FindUnknown(Command root, IReadOnlyList<string> words)
    {
        var command = root;
        foreach (var word in words.TakeWhile(word => !word.StartsWith('-')))
        {
            if (command.Subcommands.FirstOrDefault(subcommand => subcommand.Name == word) is not { } next)
            {
                return (word, command);
            }

            command = next;
        }

        return null;
    }
}
