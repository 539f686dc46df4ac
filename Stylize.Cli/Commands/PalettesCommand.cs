using Stylize.Engine.Imaging.Palettes;

namespace Stylize.Cli.Commands;

internal sealed class PalettesCommand : Command
{
    public const string CommandName = "palettes";
    public const string Summary = "List the built-in palettes and their colors.";

    private readonly CommandHost _host;
    private readonly Argument<string?> _name = new("name")
    {
        Arity = ArgumentArity.ZeroOrOne, Description = "Palette to list. Default: all.",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object per palette." };

    public PalettesCommand(CommandHost host)
        : base(CommandName, Summary)
    {
        _host = host;
        _name.CompletionSources.Add(_ => NamedPalettes.Names.Select(name => new System.CommandLine.Completions.CompletionItem(name)));
        Arguments.Add(_name);
        Options.Add(_json);
        HelpText.Extend(this, ["stylize palettes", "stylize palettes pico-8 --json"]);
        SetAction(Run);
    }

    private int Run(ParseResult values)
    {
        IEnumerable<string> names = values.GetValue(_name) is { } name ? [name] : NamedPalettes.Names;
        foreach (var palette in names.Select(NamedPalettes.Get))
        {
            if (values.GetValue(_json))
            {
                JsonLine.Write(_host.Out, [new("Name", palette.Name), new("Colors", palette.Colors.Select(color => color.ToHex()))]);
            }
            else
            {
                var colors = _host.OutputIsTerminal
                    ? PaletteSwatch.Draw(palette)
                    : string.Join(' ', palette.Colors.Select(color => color.ToHex()));
                _host.Out.WriteLine($"{palette.Name,-17}{palette.Colors.Count,4}  {colors}");
            }
        }

        return ExitCode.AllDone;
    }
}
