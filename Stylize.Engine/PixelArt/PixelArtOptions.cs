using Stylize.Engine.PixelArt.Sheets;

namespace Stylize.Engine.PixelArt;

/// <summary>Options of the pixel-art operation. <see cref="Paper"/> is the method of Gerstner et al., "Pixelated Image
/// Abstraction" (NPAR 2012), or their published implementation if the two differ. The defaults minimize the objective
/// of docs/method/pixel-art.md instead.
/// </summary>
[FormerOption("InitialTemperatureFactor", PixelArtOptions.FormerConstant, "1.1")]
[FormerOption("SplitDistance", PixelArtOptions.FormerConstant, "0.25")]
[FormerOption("SplitPerturbation", PixelArtOptions.FormerConstant, "0.125")]
[FormerOption("MaxIterations", PixelArtOptions.FormerConstant, "1010")]
[FormerOption("StagnationTolerance", PixelArtOptions.FormerConstant, "1E-06", "0.0001")]
[FormerOption("StagnationIterations", PixelArtOptions.FormerConstant, "5", "3")]
public sealed record PixelArtOptions : IOperationOptions
{
    /// <summary>Number of cells of the longer side if neither width nor height is given.</summary>
    public const int DefaultLongestSide = 96;

    /// <summary>Approximate length in pixels of the longer side if no scale is given.</summary>
    public const int ShownSide = 768;

    /// <summary>Maximum side of a cell in the output, in pixels.</summary>
    public const int MaxScale = 64;

    /// <summary>Maximum number of cells of one side.</summary>
    public const int MaxSide = 4096;

    /// <summary>Number of colors to find if none is given.</summary>
    public const int DefaultColors = 16;

    /// <summary>Maximum number of colors to find, or to choose from a palette.</summary>
    public const int MaxColors = 256;

    /// <summary>Value of <see cref="Importance"/>: equal weights.</summary>
    public const string UniformImportance = "Uniform";

    internal const string FormerConstant =
        "For another palette, use {Colors} or {LockedColor}; for less time, use {Stride}.";

    /// <summary>The named presets. Each access returns a copy.</summary>
    public static IReadOnlyDictionary<string, PixelArtOptions> Presets { get; } = new PresetTable<PixelArtOptions>
    {
        { "Default", new() },
        { "Fast", new() { Stride = 2 } },
        { "Paper", new() { Refinement = false } },
        {
            "PaperFast", new()
            {
                Refinement = false,
                Stride = 2,
                CoolingRate = 0.6,
                FinalTemperature = 2,
                PaletteTolerance = 2,
            }
        },
        { "Shaded", new() { Dither = DitherMethod.Bayer, DitherStrength = 0.5 } },
        {
            "Crisp", new()
            {
                Colors = 32,
                SmoothnessWeight = 0,
                Tone = new() { LocalContrast = 15 },
            }
        },
    };

    /// <summary>The default options.</summary>
    public static PixelArtOptions Default => new();

    /// <summary>Options for previews: every second pixel of both axes, and a quarter of the cells to find
    /// colors.</summary>
    public static PixelArtOptions Fast => Presets["Fast"];

    /// <summary>The published method without the additions of this engine.</summary>
    public static PixelArtOptions Paper => Presets["Paper"];

    [Option("Number of cells per row.", Group = HelpGroup.Common, Unit = "cells", Min = 1, Max = MaxSide,
        Default = "keeps the aspect ratio; the longer side has 96", Synonyms = ["w", "size", "resolution"])]
    [InsteadOf(nameof(Height))]
    public int? Width { get; init; }

    [Option("Number of rows of cells.", Group = HelpGroup.Common, Unit = "cells", Min = 1, Max = MaxSide,
        Default = "keeps the aspect ratio", Synonyms = ["size", "resolution"])]
    [InsteadOf(nameof(Width))]
    public int? Height { get; init; }

    [Option("How the picture fills the grid if both sides are given.", Group = HelpGroup.Common, Default = "Crop")]
    [OnlyWith(nameof(Width))]
    [OnlyWith(nameof(Height))]
    public FitMode? Fit { get; init; }

    [Option("The part of a cropped picture that stays.", Group = HelpGroup.Output, Synonyms = ["gravity", "position"])]
    [OnlyWith(nameof(Height), Or = true)]
    [OnlyWith(nameof(AttributeCells), Or = true)]
    [NotWith(nameof(Fit), FitMode.Pad, FitMode.Stretch)]
    public CropPosition CropPosition { get; init; }

    [Option("Maximum number of colors; with {Palette}, the best of its colors.", Group = HelpGroup.Common,
        Unit = "colors",
        ValueName = "n", Min = 1, Max = MaxColors, Default = "16, or all of {Palette} or {LockedColor}",
        Synonyms = ["c"])]
    [InsteadOf(nameof(Palette))]
    [AtLeast("LockedColor")]
    public int? Colors { get; init; }

    [Option("Palette: a name, a palette or image file, or colors.", Group = HelpGroup.Common,
        Default = "found in the image")]
    [InsteadOf(nameof(Colors))]
    [InsteadOf("LockedColor")]
    public Palette? Palette { get; init; }

    [Option("How the image is matched to a given palette.")]
    [OnlyWith(nameof(Palette), Or = true)]
    [OnlyWith(nameof(AttributeCells), Or = true)]
    public PaletteMatch PaletteMatch { get; init; }

    [Option("Side of the square that shows one cell.", Group = HelpGroup.Common, Unit = "pixels", Min = 1,
        Max = MaxScale,
        Default = "longer side about 768 pixels; 1 in a sprite sheet, for Aseprite or packed",
        Synonyms = ["s", "pixel-size"])]
    public int? Scale { get; init; }

    [Option("Pattern that mixes colors.", Group = HelpGroup.Common,
        Default = "as needed for named palettes; Diffusion for measured e-ink; "
            + "None in sprites")]
    public DitherMethod? Dither { get; init; }

    [Option("Color of the cells that Pad adds.", AllowsNone = true, Default = "transparent", Group = HelpGroup.Output)]
    [OnlyWith(nameof(Fit), FitMode.Pad)]
    public Rgba32? PadColor { get; init; }

    [Option("File format of the output.", Group = HelpGroup.Common,
        Default = "by the destination's extension, otherwise PNG or the animation's format")]
    [OnlyWith(nameof(AttributeCells), PixelArt.AttributeCells.ZxSpectrum, When = [PixelArtFormat.Scr])]
    [OnlyWith(nameof(AttributeCells), PixelArt.AttributeCells.C64, When = [PixelArtFormat.Koa])]
    public PixelArtFormat? Format { get; init; }

    [Option("Outlines at strong edges: the darkest color, or a darker palette color.")]
    public OutlineStyle Outline { get; init; }

    [Option("Vividness of found colors; 0 is gray.", Unit = "factor", Min = 0, Max = 4)]
    [NotWith(nameof(Palette), OnlyGiven = true)]
    public double Saturation { get; init; } = 1;

    /// <summary>Tone controls of the image.</summary>
    [OptionGroup("")]
    public ToneOptions Tone { get; init; } = new();

    [Option("Colors that the found palette must contain, as hex digits or names.", Name = "LockedColor",
        ValueName = "color", Unit = "colors", Max = MaxColors)]
    [NotWith(nameof(Palette))]
    public IReadOnlyList<Rgba32> LockedColors { get; init; } = [];

    [Option("Strength of the dither.", Unit = "share", Min = 0, Max = 1, Default = "1")]
    [OnlyWith(nameof(Dither), DitherMethod.Bayer, DitherMethod.BlueNoise, DitherMethod.Diffusion, DitherMethod.Atkinson,
        DitherMethod.Stucki)]
    public double? DitherStrength { get; init; }

    [Option("Side of the pattern of Bayer or BlueNoise.", Unit = "cells", Values = [2, 4, 8, 16, 32, 64],
        Default = "4 for Bayer, 32 for BlueNoise", Group = HelpGroup.Expert)]
    [OnlyWith(nameof(Dither), DitherMethod.Bayer, DitherMethod.BlueNoise)]
    public int? DitherSize { get; init; }

    [Option("Create a seamless tile by joining opposite sides along an inconspicuous cut.")]
    public bool Tileable { get; init; }

    [Option("Areas that get more colors: Uniform, or a file's bright areas.", IsFile = true, IsImage = true,
        Words = [UniformImportance])]
    [NotWith(nameof(Palette), OnlyGiven = true)]
    public string Importance { get; init; } = UniformImportance;

    [Option("Opacity below which cells and pixels are transparent.", Unit = "share", Above = 0, Max = 1,
        Group = HelpGroup.Expert)]
    public double AlphaThreshold { get; init; } = 0.5;

    [Option("Make the plain background around a sprite transparent.")]
    public bool TransparentBackground { get; init; }

    [Option("Strength of the removal of specks; larger values lose fine detail.", Unit = "weight", Min = 0, Max = 100,
        Group = HelpGroup.Expert)]
    [NotWith("NoRefinement", OnlyGiven = true)]
    public double SmoothnessWeight { get; init; } = 0.5;

    [Option("Use the published method, with superpixels.", Name = "NoRefinement", Negated = true,
        Group = HelpGroup.Expert)]
    public bool Refinement { get; init; } = true;

    [Option(FrameOptions.HelpWithAll, ValueName = "n", Min = 0, Words = [FrameOptions.First, FrameOptions.All],
        Default = "all frames of an animation; the first page of a TIFF", Group = HelpGroup.Output)]
    public int? Frame { get; init; }

    [Option("Duration of each frame of an animation.", Group = HelpGroup.Output, Unit = "milliseconds", Min = 0,
        Max = 600_000, Default = "as in the input; 100 for numbered files", Synonyms = ["fps", "delay"])]
    [NotWith(nameof(Format), PixelArtFormat.Png, PixelArtFormat.Frames, PixelArtFormat.Svg, PixelArtFormat.Packed,
        PixelArtFormat.Scr, PixelArtFormat.Koa)]
    [NotWith(nameof(Frame), Unless = nameof(Format), UnlessValues = [PixelArtFormat.SpriteSheet])]
    public int? FrameTime { get; init; }

    [Option("Largest size of the file, such as 256kB.", Unit = "bytes",
        Min = 500, Group = HelpGroup.Output, Synonyms = ["quality"])]
    [NotWith(nameof(Format), PixelArtFormat.Frames, PixelArtFormat.SpriteSheet, PixelArtFormat.Aseprite,
        PixelArtFormat.Svg, PixelArtFormat.Packed, PixelArtFormat.Scr, PixelArtFormat.Koa)]
    [NotWith(nameof(ProgressImageInterval))]
    public long? TargetSize { get; init; }

    [Option("Number of frames per row of a sprite sheet.", Group = HelpGroup.Output, Unit = "frames", Min = 1,
        Max = 10_000, Aliases = ["Columns"], Default = "nearly square sheet; of several animations, a row for each")]
    [OnlyWith(nameof(Format), PixelArtFormat.SpriteSheet)]
    public int? SheetColumns { get; init; }

    [Option("Transparent margin between and around the frames of a sprite sheet.", Group = HelpGroup.Output,
        Unit = "pixels", Min = 0, Max = 1024, Aliases = ["Padding"], Default = "0")]
    [OnlyWith(nameof(Format), PixelArtFormat.SpriteSheet)]
    public int? SheetPadding { get; init; }

    [Option("Make the sides of a sprite sheet powers of two.", Group = HelpGroup.Output, Aliases = ["PowerOfTwo"])]
    [OnlyWith(nameof(Format), PixelArtFormat.SpriteSheet)]
    public bool SheetPowerOfTwo { get; init; }

    [Option("Leave out the transparent margins of the frames of a sprite sheet.", Group = HelpGroup.Output,
        Aliases = ["Trim"])]
    [OnlyWith(nameof(Format), PixelArtFormat.SpriteSheet)]
    public bool SheetTrim { get; init; }

    [Option("Layout of the sprite sheet's JSON: frames by name, or a list.", Group = HelpGroup.Output,
        Default = "hash")]
    [OnlyWith(nameof(Format), PixelArtFormat.SpriteSheet)]
    public SheetData? SheetData { get; init; }

    [Option("Keep the rules of a machine for the colors of neighboring cells.", Group = HelpGroup.Expert)]
    [NotWith(nameof(Palette))]
    [NotWith("LockedColor")]
    [NotWith(nameof(Outline))]
    [NotWith(nameof(Tileable))]
    [NotWith(nameof(Fit), FitMode.Pad)]
    public AttributeCells? AttributeCells { get; init; }

    [Option("Number of iterations between progress images <stem>_<iteration>.png; 0 writes none.",
        Group = HelpGroup.Output, Min = 0)]
    public int ProgressImageInterval { get; init; }

    [Option("Use every n-th pixel of both axes.", Group = HelpGroup.Expert, Min = 1, Max = 16)]
    public int Stride { get; init; } = 1;

    [Option("Weight of position against color when pixels are assigned.", Group = HelpGroup.Expert,
        Unit = "weight", Min = 0, Max = 1000)]
    [OnlyWith("NoRefinement")]
    public double SpatialWeight { get; init; } = 45;

    [Option("Share of a superpixel's position that comes from its neighbors.", Group = HelpGroup.Expert,
        Unit = "share", Min = 0, Max = 1)]
    [OnlyWith("NoRefinement")]
    public double PositionSmoothing { get; init; } = 0.4;

    [Option("Sigma of the bilateral filter on superpixel colors; 0 disables it.", Group = HelpGroup.Expert,
        Unit = "sigma", Min = 0, Max = 100)]
    [OnlyWith("NoRefinement")]
    public double ColorSmoothing { get; init; } = 0.87;

    [Option("Factor of the temperature after each convergence of the palette.", Group = HelpGroup.Expert,
        Unit = "factor", Min = 0.1, Max = 0.99)]
    [OnlyWith("NoRefinement")]
    public double CoolingRate { get; init; } = 0.7;

    [Option("Temperature at which annealing ends, in Lab units.", Group = HelpGroup.Expert, Min = 0.1, Max = 100)]
    [OnlyWith("NoRefinement")]
    public double FinalTemperature { get; init; } = 1;

    [Option("Total palette movement that counts as converged, in Lab units.", Group = HelpGroup.Expert,
        Min = 1e-9, Max = 100)]
    [OnlyWith("NoRefinement")]
    public double PaletteTolerance { get; init; } = 1;

    /// <summary>Largest share of cells in which a frame differs from the one before it that is shown instead.</summary>
    internal double? MergedShare { get; init; }

    /// <summary>Returns the options that differ from their defaults.</summary>
    public override string ToString() => OptionText.Differences(this);

    /// <inheritdoc/>
    public void Validate()
    {
        OptionSet.ForRecord<PixelArtOptions>().Check(this);
        Tone.Validate();
    }
}
