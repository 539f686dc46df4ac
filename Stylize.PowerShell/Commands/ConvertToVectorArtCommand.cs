using Stylize.Engine.VectorArt;

namespace Stylize.PowerShell.Commands;

/// <summary>Traces images as areas with smooth curves.</summary>
[Cmdlet(VerbsData.ConvertTo, "VectorArt", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
[OutputType(typeof(FileInfo))]
public sealed class ConvertToVectorArtCommand : FileCmdlet
{
    [Parameter, ValidateNotNullOrEmpty, ArgumentCompleter(typeof(PresetCompleter))]
    public string? Preset { get; set; }

    [Parameter, PresetOptions(OptionsType = typeof(VectorArtOptions)), ValidateNotNull]
    public VectorArtOptions? Options { get; set; }

    [Parameter, OptionOf<VectorArtOptions>]
    public int? Frame { get; set; }

    [Parameter, OptionOf<VectorArtOptions>]
    public int? Colors { get; set; }

    [Parameter, OptionOf<VectorArtOptions>, ArgumentCompleter(typeof(PaletteCompleter))]
    public string[]? Palette { get; set; }

    [Parameter, OptionOf<VectorArtOptions>]
    public SwitchParameter Outline { get; set; }

    [Parameter, OptionOf<VectorArtOptions>]
    public int? MinimumArea { get; set; }

    [Parameter, OptionOf<VectorArtOptions>]
    public double? Smoothness { get; set; }

    [Parameter, OptionOf<VectorArtOptions>, Spelled<AreaLayers>]
    public AreaLayers? Layers { get; set; }

    [Parameter, OptionOf<VectorArtOptions>, Spelled<AreaBackground>]
    public AreaBackground? Background { get; set; }

    [Parameter, OptionOf<VectorArtOptions>, Spelled<AreaFormat>]
    public AreaFormat? Format { get; set; }

    [Parameter, OptionOf<VectorArtOptions>]
    public int? PngSize { get; set; }

    [Parameter, OptionOf<VectorArtOptions>]
    public SwitchParameter Separate { get; set; }

    [Parameter, OptionOf<VectorArtOptions>]
    public double? Brightness { get; set; }

    [Parameter, OptionOf<VectorArtOptions>]
    public double? Contrast { get; set; }

    [Parameter, OptionOf<VectorArtOptions>]
    public double? LocalContrast { get; set; }

    [Parameter, OptionOf<VectorArtOptions>]
    public double? Gamma { get; set; }

    [Parameter, OptionOf<VectorArtOptions>, Spelled<float[]>]
    public float[]? Levels { get; set; }

    [Parameter, OptionOf<VectorArtOptions>]
    public SwitchParameter AutoLevels { get; set; }

    [Parameter, OptionOf<VectorArtOptions>]
    public SwitchParameter Invert { get; set; }
}
