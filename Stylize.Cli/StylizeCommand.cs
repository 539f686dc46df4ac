using System.Reflection;
using Stylize.Cli.Completing;
using Stylize.Cli.Manual;

namespace Stylize.Cli;

/// <summary>The command `stylize`: parses the arguments, runs a command, and returns its exit code.</summary>
internal static class StylizeCommand
{
    public static string Version { get; } = typeof(StylizeCommand).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    public static int Run(IReadOnlyList<string> args, CommandHost host) => Run(args, host, CommandCatalog.Entries);

    /// <param name="commands">All commands in the order of the help.</param>
    internal static int Run(IReadOnlyList<string> args, CommandHost host, IReadOnlyList<CommandCatalog.Entry> commands)
    {
        try
        {
            if (args.Count >= 2 && args[0] == CompletionCommand.CommandName && args[1] == CompletionCommand.WordsOption)
            {
                WordCompletion.Write(
                    host, [.. args.Skip(2)], [.. commands.Select(e => (e.Name, e.Description, e.Create))]);
                return ExitCode.AllDone;
            }

            if (args is [HelpCommand.CommandName, HelpCommand.ManOption])
            {
                new ManPage(host.Text).Write(Root(host, commands, _ => true), Version, ManPage.Date());
                return ExitCode.AllDone;
            }

            var asked = HelpCommand.Normalize(args, out var allOptions);
            var root = Root(host, commands, name => asked.Count > 0 && name == asked[0]);
            if (asked != args && args[0] == HelpCommand.CommandName
                && HelpCommand.FindUnknown(root, asked) is var (word, parent))
            {
                return WrongUse([UnknownWord.Explain(word, parent, host)], parent, host);
            }

            // No response files (@file) and no bundled letters: a file name means itself.
            var words = asked.Count < 2 ? asked : TypedWords.Normalize(asked, root, host.IsInput);
            var parsed = root.Parse(words,
                new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
            if (parsed.Errors.Count > 0)
            {
                return WrongUse(UnknownWord.Errors(parsed, host), parsed.CommandResult.Command, host);
            }

            return parsed.Invoke(new HelpConfiguration
            {
                All = allOptions,
                Width = () => host.Columns,
                Output = host.Text,
                Error = host.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (StylizeException exception)
        {
            FailureText.Write(host.Error, exception);
            return ExitCode.ForFailure(exception);
        }
        catch (OperationCanceledException)
        {
            host.Note("interrupted");
            return ExitCode.Interrupted;
        }
        catch (Exception exception)
        {
            return CrashHandler.Report(host.Error, exception);
        }
    }

    /// <summary>Creates the root with all commands; for a fast start, only those that are needed get their
    /// options.</summary>
    private static RootCommand Root(
        CommandHost host, IReadOnlyList<CommandCatalog.Entry> commands, Func<string, bool> isNeeded)
    {
        var root = new RootCommand(
            "Convert photographs to pixel art, dot art, vector art and 2D Gaussians, and segment microscope images.");
        root.Directives.Clear();
        HelpText.Extend(root, ["stylize pixel-art photo.jpg -o out",
            "stylize pixel-art \"photos/**/*.jpg\" -o out --width 96 --colors 16 --json", "stylize help pixel-art"]);
        foreach (var entry in commands)
        {
            root.Subcommands.Add(isNeeded(entry.Name) ? entry.Create(host)
                : new ListedCommand(entry.Name, entry.Description, entry.Synonyms));
        }

        return root;
    }

    private static int WrongUse(IEnumerable<string> errors, Command command, CommandHost host)
    {
        foreach (var error in errors)
        {
            host.Note(error);
        }

        host.Note($"Try '{CommandWords.Path(command)} --help'.");
        return ExitCode.WrongUse;
    }
}
