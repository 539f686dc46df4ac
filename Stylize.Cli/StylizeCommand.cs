using System.CommandLine;
using Stylize.Cli.Arguments;
using Stylize.Cli.Commands;
using Stylize.Cli.Completing;
using Stylize.Cli.Hosting;
using Stylize.Cli.Output;
using Stylize.Engine;

namespace Stylize.Cli;

/// <summary>The command `stylize`: parses, runs one of its commands, and turns what comes back into an exit code.</summary>
internal static class StylizeCommand
{
    public static string Version => typeof(StylizeCommand).Assembly.GetName().Version!.ToString(3);

    public static int Run(IReadOnlyList<string> args, CommandHost host)
    {
        try
        {
            if (args.Count >= 2 && args[0] == CompletionCommand.CommandName && args[1] == CompletionCommand.WordsOption)
            {
                WordCompletion.Write(
                    host, [.. args.Skip(2)], [.. CommandCatalog.Entries.Select(e => (e.Name, e.Description, e.Create))]);
                return ExitCode.AllDone;
            }

            // No response files (@file) and no bundled letters: a file's name means itself.
            var root = Root(args, host);
            var words = args.Count < 2 ? args : TypedWords.Normalize(args, root, host.IsInput);
            var parsed = root.Parse(words,
                new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
            if (parsed.Errors.Count > 0) return WrongUse(parsed, host);

            return parsed.Invoke(new InvocationConfiguration
            {
                Output = host.Text,
                Error = host.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (StylizeException exception)
        {
            FailureText.Write(host.Error, exception);
            return ExitCode.Of(exception);
        }
        catch (OperationCanceledException)
        {
            host.Error.WriteLine("stylize: interrupted");
            return ExitCode.Interrupted;
        }
        catch (Exception exception)
        {
            return LastHandler.Tell(host.Error, exception);
        }
    }

    /// <summary>The root with all commands; only the one that is asked for is made with its options, which keeps the start short.</summary>
    private static RootCommand Root(IReadOnlyList<string> args, CommandHost host)
    {
        var root = new RootCommand("Turns photographs into pixel art, dot art, 2D Gaussians, and measured segmentations.");
        root.Directives.Clear();
        HelpText.Extend(root, ["stylize pixel-art photo.jpg -o out",
            "stylize pixel-art \"photos/**/*.jpg\" -o out --width 96 --colors 16 --json", "stylize pixel-art --help"]);
        var asked = args.Count > 0 ? args[0] : null;
        foreach (var entry in CommandCatalog.Entries)
        {
            root.Subcommands.Add(entry.Name == asked ? entry.Create(host) : new Command(entry.Name, entry.Description));
        }

        return root;
    }

    private static int WrongUse(ParseResult parsed, CommandHost host)
    {
        foreach (var error in UnknownWord.Errors(parsed))
        {
            host.Error.WriteLine($"stylize: {error}");
        }

        host.Error.WriteLine($"Try '{HelpText.Path(parsed.CommandResult.Command)} --help'.");
        return ExitCode.WrongUse;
    }
}
