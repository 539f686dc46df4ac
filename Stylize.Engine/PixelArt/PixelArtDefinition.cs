using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;

namespace Stylize.Engine.PixelArt;

/// <summary>Defines the pixel-art operation. The grid and the number of colors are a matter of taste, so they are not tuned.</summary>
internal static class PixelArtDefinition
{
    public static OperationDefinition Value { get; } = new()
    {
        Name = PixelArtOperation.OperationName,
        Version = PixelArtOperation.OperationVersion,
        Cmdlet = "ConvertTo-PixelArt",
        Summary = "Convert photographs to pixel art: a coarse grid of cells in a few colors (<stem>.pixelart.png).",
        Examples =
        [
            "stylize pixel-art photo.jpg -o out",
            "stylize pixel-art photos -o out --width 96 --colors 16 --scale 8",
            "stylize pixel-art clip.webp -o clip.gif --palette pico-8",
            "stylize pixel-art \"scans/**/*.png\" -o out --palette pico-8 --json",
            "stylize pixel-art photo.jpg --palette \"#1d2b53,#ff004d,#ffec27\" --what-if",
        ],
        ProvenanceExtensions = [".gpl", ".json", ".html"],
        OptionTypes = [typeof(PixelArtOptions), typeof(PixelArtBatchOptions)],
        OptionsType = typeof(PixelArtOptions),
        BuiltIn = () => OperationDefinition.Widen(PixelArtOptions.Presets),
        NamesOf = options => PixelArtOperation.NamesOf((PixelArtOptions)options),
        Make = options => new PixelArtOperation((PixelArtOptions)options),
        Read = Options,
        MakeFrom = start => Batch(start).Create(Options(start)),
        MakeOf = read => ((PixelArtBatchOptions)read(typeof(PixelArtBatchOptions))).Create((PixelArtOptions)read(typeof(PixelArtOptions))),
        Learning = start => Batch(start) is { SharedPalette: true } batch && Options(start) is var options
            ? (inputs, context) => batch.Create(options, PixelArtBatchOptions.FindShared(inputs, options, context))
            : null,
        WarmUp = () => new PixelArtOperation(new PixelArtOptions { Width = 16, Colors = 4, MaxIterations = 12 }),
        IsOnSheets = true,
        CountEntry = "Colors",
        Tuned = () =>
        [
            TuningParameter.Of<PixelArtOptions, int>(nameof(PixelArtOptions.Stride), [4, 2, 1], (o, v) => o with { Stride = v }),
            TuningParameter.Of<PixelArtOptions, double>(
                nameof(PixelArtOptions.CoolingRate), [0.4, 0.6, 0.7, 0.8], (o, v) => o with { CoolingRate = v }),
            TuningParameter.Of<PixelArtOptions, double>(
                nameof(PixelArtOptions.FinalTemperature), [4, 2, 1], (o, v) => o with { FinalTemperature = v }),
            TuningParameter.Of<PixelArtOptions, double>(
                nameof(PixelArtOptions.PaletteTolerance), [4, 2, 1, 0.5], (o, v) => o with { PaletteTolerance = v }),
            TuningParameter.Of<PixelArtOptions, bool>(
                nameof(PixelArtOptions.Refinement), [false, true], (o, v) => o with { Refinement = v }),
        ],
        Comparable = options => (PixelArtOptions)options with { Format = PixelArtFormat.Png, ProgressImageInterval = 0 },
        Picture = (file, width, height, codec) =>
        {
            using var cells = codec.DecodeRgba(ImageSource.Memory(file, "pixel art"));
            return Resampler.Resize(cells, width, height, ResampleFilter.Nearest);
        },
        Sketch = (options, input, side, context) => Sketch(
            new PixelArtOperation((PixelArtOptions)options with { Format = PixelArtFormat.Png, ProgressImageInterval = 0, Scale = 1 }),
            input, side, context),
    };

    /// <summary>Draws pixel art with square cells of whole pixels, at most at a size if the cells are larger than pixels.</summary>
    internal static Raster<Rgba32> Sketch(IOperation operation, ImageInput input, int side, OperationContext context)
    {
        using var file = new MemoryStream();
        using (var artifact = operation.Run(input, context))
        {
            artifact.Write(file);
        }

        using var cells = input.Codec.DecodeRgba(ImageSource.Memory(file.ToArray(), "pixel art"));
        var factor = Math.Max(1, side / Math.Max(cells.Width, cells.Height));
        return Resampler.Resize(cells, cells.Width * factor, cells.Height * factor, ResampleFilter.Nearest);
    }

    private static PixelArtBatchOptions Batch(OperationStart start) =>
        start.Apply(start.ReadLike<PixelArtBatchOptions>(typeof(PixelArtOptions)));

    private static PixelArtOptions Options(OperationStart start) => start.Apply(PixelArtOptions.Start(
        start.Destination,
        start.Read<PixelArtOptions>(Batch(start).Fast ? nameof(PixelArtBatchOptions.Fast) : null, typeof(PixelArtBatchOptions))));
}
