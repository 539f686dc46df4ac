using Stylize.Engine.PixelArt.Annealing;
using Stylize.Engine.PixelArt.Machines;
using Stylize.Engine.PixelArt.Results;
using Stylize.Engine.PixelArt.Samples;
using Stylize.Engine.PixelArt.Sheets;
using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.PixelArt;

/// <summary>What pixel art is made of: grid, colors, machine and form of the output. The operation resolves it from its
/// options, then for the header of an input, and the colors once more from the image.</summary>
internal sealed record PixelArtPlan : IOperationPlan
{
    public PixelArtPlan(PixelArtOptions options)
    {
        Options = options;
        Machine = RuleFor(options);
        Colors = new ColorPlan(options, Machine);
        Output = OutputFor(options);
    }

    /// <summary>What the user gave, for the constants of the method. Anything that is decided is elsewhere in the
    /// plan.</summary>
    public PixelArtOptions Options { get; }

    /// <summary>The rule of the machine; null for none.</summary>
    public MachineRule? Machine { get; }

    public CellOutput Output { get; }

    public ColorPlan Colors { get; init; }

    /// <summary>The side of the squares of pixels of the input that become one: 1 unless it is large.</summary>
    public int Reduction { get; private init; } = 1;

    /// <summary>How the input, reduced if it is large, fills the grid.</summary>
    public GridFit Fit { get; init; }

    /// <summary>Number of cells of the opposite side around a tile during processing; 0 without one.</summary>
    public int Border => Options.Tileable ? TileBorder.Cells : 0;

    /// <summary>Number of cells per row, and of rows, during processing.</summary>
    public (int Width, int Height) Size => (Fit.Size.Width + (2 * Border), Fit.Size.Height + (2 * Border));

    /// <summary>True if the file is the whole screen of a machine.</summary>
    public bool IsScreen => Options.Format is PixelArtFormat.Scr or PixelArtFormat.Koa;

    /// <summary>Duration of a still image in a sheet, in milliseconds.</summary>
    public int StillTime => Options.FrameTime ?? CellOutput.StillTime;

    public SheetOptions Sheet => new(
        Output.Kind, Options.Scale ?? 1, Options.SheetColumns, Options.SheetPadding ?? 0, Options.SheetPowerOfTwo,
        Options.SheetTrim, Options.SheetData ?? SheetData.Hash);

    public IEnumerable<(string Name, object? Value)> Decisions =>
    [
        ("cells", Fit == default ? null : $"{Fit.Grid.Width} x {Fit.Grid.Height}"),
        ("reduced", Reduction == 1 ? null : $"to 1/{Reduction} of its width"),
        ("part", Fit == default ? null : $"{Fit.Part.Width} x {Fit.Part.Height} pixels at {Fit.Part.X}, {Fit.Part.Y}"),
        ("machine", Options.AttributeCells),
        ("palette", Colors.Palette?.Name ?? "to be found"),
        ("colors", Colors.Max),
        ("locked", Colors.Palette is null && Colors.Locked.Count > 0 ? Colors.Locked.Count : null),
        ("match", Colors.Palette is null ? null : Colors.Match),
        ("dither", Colors.Dither ?? (object)(Machine is null ? "as needed" : DitherMethod.Bayer)),
        ("saturation", Colors.Palette is null ? Options.Saturation : null),
        ("tile", Options.Tileable ? "seamless" : null),
    ];

    public static CellOutput OutputFor(PixelArtOptions options) => new(".pixelart", options.Format, options.Frame);

    /// <summary>Returns the rule of the machine that options name; null for none.</summary>
    public static MachineRule? RuleFor(PixelArtOptions options) => options.AttributeCells switch
    {
        AttributeCells.ZxSpectrum => MachineRule.ZxSpectrum,
        AttributeCells.C64 => MachineRule.C64,
        AttributeCells.Nes => MachineRule.Nes,
        _ => null,
    };

    public PixelArtPlan ForInput(ImageInput input)
    {
        var side = Output.IsAnimated(input) ? 1 : input.Reduction(CellSamples.MaxPixels);
        var plan = ForSize((input.Info.Width + side - 1) / side, (input.Info.Height + side - 1) / side) with
        {
            Reduction = side,
        };
        return Output.FormatFor(input) == ImageFormat.Gif
            ? plan with { Colors = plan.Colors.AtMost(EncodeOptions.MaxGifColors) } : plan;
    }

    public PixelArtPlan ForSize(int width, int height)
    {
        var fit = GridFit.ForImage(Options, Machine, width, height);
        return this with { Fit = fit, Colors = Colors.ForGrid(fit.Size) };
    }

    /// <summary>Returns the fit of an image, whose part is where the options place it.</summary>
    /// <param name="importance">Light where the picture is important; null to look at the image.</param>
    public GridFit FitOf(Raster<Rgba32> image, Raster<Rgba32>? importance = null)
    {
        var fit = ForSize(image.Width, image.Height).Fit;
        var (_, _, width, height) = fit.Part;
        if (Options.CropPosition == CropPosition.Center || (width, height) == (image.Width, image.Height)) return fit;

        var (x, y) = AttentionCrop.Corner(image, importance, width, height);
        return fit with { Part = (x, y, width, height) };
    }

    /// <summary>Returns the side of a cell in the output, in pixels.</summary>
    /// <param name="columns">Number of cells per row.</param>
    public int CellSide(int columns, int rows, ImageFormat format) =>
        Options.Scale ?? (format == ImageFormat.Aseprite ? 1
            : (int)Math.Clamp(
                Math.Round(
                    (double)PixelArtOptions.ShownSide / Math.Max(columns, rows), MidpointRounding.AwayFromZero), 1,
                PixelArtOptions.MaxScale));

    /// <summary>Returns the samples along both axes of an image of a size in pixels.</summary>
    /// <param name="cells">Number of cells per row, and of rows.</param>
    public (GridAxis Columns, GridAxis Rows) Axes(int width, int height, (int Width, int Height) cells)
    {
        var stride = CellSamples.StrideFor(Options.Stride, width, height, cells);
        return (new GridAxis(width, cells.Width, stride), new GridAxis(height, cells.Height, stride));
    }

    /// <summary>Throws, before any work, if the grid needs too many samples of the input, is larger than that of a
    /// machine could be, or is not its screen.</summary>
    /// <exception cref="StylizeException">OptionInvalid.</exception>
    public void RequireGrid()
    {
        RequireScreen();
        var (columns, rows) = Axes(Fit.Part.Width, Fit.Part.Height, Fit.Size);
        _ = CellSamples.Count(columns, rows);
    }

    /// <summary>Returns the parameters of annealing.</summary>
    /// <param name="given">The given colors as the samples are compared with them.</param>
    public AnnealingParameters Annealing(IReadOnlyList<Lab> given) => new()
    {
        LockedColors = given,
        MaxColors = Colors.Palette?.Colors.Count ?? Colors.MaxFound,
        CoolingRate = Options.CoolingRate,
        FinalTemperature = Options.FinalTemperature,
        PaletteTolerance = Options.PaletteTolerance,
    };

    private void RequireScreen()
    {
        if (Machine is null) return;

        var (width, height) = Fit.Grid;
        if (IsScreen && (width, height) != (Machine.Columns, Machine.Rows))
        {
            throw Errors.MachineCells.With(nameof(PixelArtOptions.Width), Machine.Columns, Machine.Rows, width, height);
        }

        if ((long)width * height > MachineRule.MaxCells)
        {
            throw Errors.AttributeCellsTooMany.With(
                nameof(PixelArtOptions.AttributeCells), width, height, MachineRule.MaxCells);
        }
    }
}
