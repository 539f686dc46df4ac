using Stylize.Engine.Imaging.Palettes;

namespace Stylize.Cli.Commands;

internal sealed class PalettesCommand : HostCommand
{
    public const string CommandName = "palettes";
    public const string Summary = "List the built-in palettes and their colors.";

    private readonly Argument<string?> _name;
    private readonly Option<bool> _json;

    public PalettesCommand(CommandHost host)
        : base(host, CommandName, Summary)
    {
        _name = DeclareArgument<string?>("name", ArgumentArity.ZeroOrOne, "Palette to list. Default: all.");
        _name.CompletionSources.Add(_ => NamedPalettes.Names.Select(name => new System.CommandLine.Completions.CompletionItem(name)));
        _json = Declare<bool>("--json", null, "Print one JSON object per palette.");
        Finish("stylize palettes", "stylize palettes pico-8 --json");
    }

    protected override int Run(ParseResult values)
    {
        IEnumerable<string> names = values.GetValue(_name) is { } name ? [name] : NamedPalettes.Names;
        foreach (var palette in names.Select(NamedPalettes.Get))
        {
            var colors = palette.Colors.Select(color => color.ToHex());
            var text = Host.OutputIsTerminal ? PaletteSwatch.Draw(palette) : string.Join(' ', colors);
            Host.Print(
                values.GetValue(_json), $"{palette.Name,-17}{palette.Colors.Count,4}  {text}",
                [new("Name", palette.Name), new("Colors", colors)]);
        }

        return ExitCode.AllDone;
    }
}
