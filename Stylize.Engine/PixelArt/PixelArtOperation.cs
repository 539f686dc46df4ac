using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Palettes;
using Stylize.Engine.Operations;

namespace Stylize.Engine.PixelArt;

/// <summary>Makes pixel art of a photograph: superpixels on a coarse grid and a palette, found together by annealing.</summary>
public sealed class PixelArtOperation : IOperation
{
    /// <summary>The operation's name, as the command line spells it.</summary>
    public const string OperationName = "pixel-art";

    /// <exception cref="StylizeException">OptionInvalid.</exception>
    public PixelArtOperation(PixelArtOptions options)
    {
        options.Validate();
        Options = options;
    }

    /// <summary>The options of every run.</summary>
    public PixelArtOptions Options { get; }

    IOperationOptions IOperation.Options => Options;

    /// <inheritdoc/>
    public string Name => OperationName;

    /// <inheritdoc/>
    public string TargetSuffix => ".pixelart.png";

    /// <inheritdoc/>
    public long EstimateMemory(ImageInput input)
    {
        var info = input.Info;
        var (width, height) = Options.GridSize(info.Width, info.Height);
        var samples = (long)new AxisCells(info.Width, width, Options.Stride).Samples * new AxisCells(info.Height, height, Options.Stride).Samples;
        return (4 * info.PixelCount) + (12 * samples) + (256L * width * height) + (4L * width * height * Options.Scale * Options.Scale) + (1 << 20);
    }

    /// <inheritdoc/>
    public IArtefact Run(ImageInput input, OperationContext context)
    {
        Raster<Rgba32> image;
        using (context.Phases.Start("decode"))
        {
            image = input.DecodeRgba();
        }

        return Run(image, input.Codec, context);
    }

    /// <summary>Does the work for a decoded image, which is disposed of as soon as it is no longer needed.</summary>
    /// <param name="codec">Reads an importance map and writes the result.</param>
    public PixelArtResult Run(Raster<Rgba32> image, IImageCodec codec, OperationContext context)
    {
        var (width, height) = Options.GridSize(image.Width, image.Height);
        using var blocks = Convert(image, width, height, context);
        var importance = Options.ImportanceMap is { } map ? ImportanceMap.Read(map, codec, width, height) : [];
        var team = new RowTeam(context.MaxThreads);
        using var annealing = new Annealing(blocks, Options, importance, team);
        using (context.Phases.Start("anneal"))
        {
            annealing.Run(context.Cancellation, () => Report(annealing, blocks, codec, context));
        }

        var colors = annealing.Mixture.ToColors();
        if (Options.Finish)
        {
            using (context.Phases.Start("finish"))
            {
                colors = annealing.Finish(context.Cancellation);
            }
        }

        var cells = Render(annealing, blocks, colors);
        var used = CellImage.UsedColors(cells);
        return new PixelArtResult(
            cells,
            new Palette(Options.Palette?.Name ?? "found", used.Length > 0 ? used : [default(Rgba32)]),
            Options.Scale,
            annealing.Iterations,
            annealing.Temperature,
            codec);
    }

    private PixelBlocks Convert(Raster<Rgba32> image, int width, int height, OperationContext context)
    {
        using (context.Phases.Start("convert"))
        using (image)
        {
            return PixelBlocks.Build(
                image,
                new AxisCells(image.Width, width, Options.Stride),
                new AxisCells(image.Height, height, Options.Stride),
                Options.AlphaThreshold,
                context);
        }
    }

    private Raster<Rgba32> Render(Annealing annealing, PixelBlocks blocks, Lab[] colors)
    {
        IReadOnlyList<Rgba32> given = Options.Palette?.Colors ?? Options.LockedColors;
        return CellImage.Render(annealing.Superpixels, blocks.Opacity, Options.AlphaThreshold, CellImage.ToRgba(colors, given, Options.Saturation));
    }

    private void Report(Annealing annealing, PixelBlocks blocks, IImageCodec codec, OperationContext context)
    {
        context.Progress?.Invoke(new OperationProgress(annealing.Progress, "annealing"));
        if (Options.ProgressImageInterval > 0 && annealing.Iterations % Options.ProgressImageInterval == 0 && context.WriteBeside is { } write)
        {
            using var cells = Render(annealing, blocks, annealing.Mixture.ToColors());
            using var shown = CellEnlargement.Enlarge(cells, Options.Scale);
            write($"_{annealing.Iterations}.png", stream => codec.Encode(shown, stream, new EncodeOptions(ImageFormat.Png)));
        }
    }
}
