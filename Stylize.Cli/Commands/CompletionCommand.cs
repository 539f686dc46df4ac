namespace Stylize.Cli.Commands;

internal sealed class CompletionCommand : HostCommand
{
    public const string CommandName = "completion";
    public const string Summary = "Print a completion script for bash, zsh, fish or PowerShell.";

    /// <summary>Prints candidates; the scripts use it.</summary>
    public const string WordsOption = "--words";

    private readonly Argument<string> _shell;

    public CompletionCommand(CommandHost host)
        : base(host, CommandName, Summary)
    {
        _shell = DeclareArgument<string>("shell", ArgumentArity.ExactlyOne, "bash, zsh, fish or pwsh.");
        Finish(
            "stylize completion bash >> ~/.bashrc",
            "mkdir -p ~/.zfunc && stylize completion zsh > ~/.zfunc/_stylize    # in fpath",
            "mkdir -p ~/.config/fish/completions",
            "stylize completion fish > ~/.config/fish/completions/stylize.fish",
            "stylize completion pwsh >> $PROFILE");
    }

    public static IReadOnlyList<string> Shells { get; } = ["bash", "zsh", "fish", "pwsh"];

    protected override int Run(ParseResult values)
    {
        var shell = values.GetValue(_shell)!;
        Host.Out.Write(ShellScript.ForShell(shell) ?? throw StylizeException.NoSuch("shell", "shell", shell, Shells));
        return ExitCode.AllDone;
    }
}
