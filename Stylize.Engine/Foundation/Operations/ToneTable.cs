namespace Stylize.Engine.Operations;

/// <summary>
/// Applies tone controls to 8-bit sRGB. Red, green and blue use the same table, so grays stay gray; opacity does not
/// change. With v in [0,1], c = Contrast / 100 and b = Brightness / 100:
/// <list type="number">
/// <item>levels: v = clamp((v - black) / (white - black))</item>
/// <item>gamma: v = v^(1 / Gamma)</item>
/// <item>contrast: for c above 0, the sigmoid s(x) = 1 / (1 + exp(10 c (0.5 - x))), scaled so that black and white
/// stay; for c below 0, v = 0.5 + (1 + c)(v - 0.5)</item>
/// <item>brightness: v = clamp(v + b)</item>
/// <item>inversion: v = 1 - v</item>
/// </list>
/// </summary>
internal sealed class ToneTable
{
    /// <summary>Share of the visible pixels that automatic levels clip at each end.</summary>
    internal const double ClippedShare = 0.005;

    /// <summary>Slope of the sigmoid's exponent at full contrast.</summary>
    private const double FullContrast = 10;

    private readonly byte[] _values = new byte[256];

    /// <param name="frames">The image, or all frames of an animation, so that brightness does not flicker. Only
    /// automatic levels read them.
    /// </param>
    /// <exception cref="StylizeException">ImageUnreadable: a frame is damaged.</exception>
    public ToneTable(ToneOptions tone, IEnumerable<Raster<Rgba32>> frames)
    {
        var (black, white) = tone.AutoLevels ? GrayRange(frames)
            : tone.Levels is [var low, var high] ? (low, high) : (0, 255);
        for (var i = 0; i < 256; i++)
        {
            var v = Math.Clamp((i - black) / (white - black), 0, 1);
            v = Contrast(PortableMath.Pow(v, 1 / tone.Gamma), tone.Contrast / 100);
            v = Math.Clamp(v + (tone.Brightness / 100), 0, 1);
            _values[i] = (byte)Math.Round(255 * (tone.Invert ? 1 - v : v), MidpointRounding.AwayFromZero);
        }
    }

    /// <summary>Changes an image in place.</summary>
    public void Apply(Raster<Rgba32> image)
    {
        for (var y = 0; y < image.Height; y++)
        {
            foreach (ref var pixel in image.Row(y))
            {
                pixel = new Rgba32(_values[pixel.R], _values[pixel.G], _values[pixel.B], pixel.A);
            }
        }
    }

    private static double Contrast(double v, double contrast)
    {
        if (contrast == 0) return v;
        if (contrast < 0) return 0.5 + ((1 + contrast) * (v - 0.5));

        var (black, white) = (Sigmoid(0), Sigmoid(1));
        return (Sigmoid(v) - black) / (white - black);

        double Sigmoid(double x) => 1 / (1 + PortableMath.Exp(FullContrast * contrast * (0.5 - x)));
    }

    /// <summary>Returns the gray values (ITU-R BT.709, encoded) between which all but the clipped pixels lie at each
    /// end, without fully transparent pixels; 0 and 255 if they are equal.</summary>
    private static (double Black, double White) GrayRange(IEnumerable<Raster<Rgba32>> frames)
    {
        var counts = new long[256];
        foreach (var frame in frames)
        {
            Count(frame, counts);
        }

        var clipped = (long)(ClippedShare * counts.Sum());
        var (black, white) = (0, 255);
        for (var sum = counts[0]; black < 255 && sum <= clipped; sum += counts[++black])
        {
        }

        for (var sum = counts[255]; white > 0 && sum <= clipped; sum += counts[--white])
        {
        }

        return black < white ? (black, white) : (0, 255);
    }

    private static void Count(Raster<Rgba32> image, long[] counts)
    {
        for (var y = 0; y < image.Height; y++)
        {
            foreach (var pixel in image.Row(y))
            {
                if (pixel.A > 0)
                {
                    counts[EncodedGray.FromColor(pixel with { A = 255 })]++;
                }
            }
        }
    }
}

/// <summary>The frames of an animation with changed tones.</summary>
/// <param name="frames">The frames, of which the reader takes ownership.</param>
/// <param name="change">Changes a frame in place.</param>
internal sealed class TonedFrames(IFrameReader frames, Action<Raster<Rgba32>> change) : IFrameReader
{
    public ImageInfo Info => frames.Info;

    public int LoopCount => frames.LoopCount;
    public IReadOnlyList<FrameTag> Tags => frames.Tags;

    public bool Read(Raster<Rgba32> frame, out int milliseconds)
    {
        if (!frames.Read(frame, out milliseconds)) return false;

        change(frame);
        return true;
    }

    public bool Skip(Raster<Rgba32> frame) => frames.Skip(frame);

    public void Dispose() => frames.Dispose();
}
