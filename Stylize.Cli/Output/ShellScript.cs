namespace Stylize.Cli.Output;

internal static class ShellScript
{
    public static string? ForShell(string shell) => shell.ToLowerInvariant() switch
    {
        "bash" => Read("stylize.bash"),
        "zsh" => Read("stylize.zsh"),
        "fish" => Read("stylize.fish"),
        "pwsh" or "powershell" => Read("stylize.pwsh"),
        _ => null,
    };

    private static string Read(string file)
    {
        using var script = new StreamReader(typeof(ShellScript).Assembly.GetManifestResourceStream(file)!);
        return script.ReadToEnd().ReplaceLineEndings("\n"); // shells do not accept carriage returns
    }
}
