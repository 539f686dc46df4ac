namespace Stylize.Engine.Tests.PixelArt;

/// <summary>Prints the pixels of two outputs in a child process, to compare them across processor features.</summary>
internal static class PixelArtFingerprint
{
    public const string Name = "pixel-art-fingerprint";

    public static int Run(string threads)
    {
        Console.WriteLine(Compute(int.Parse(threads, CultureInfo.InvariantCulture)));
        return 0;
    }

    public static string Compute(int threads)
    {
        var context = new OperationContext { MaxThreads = threads };
        using var first = Run(PixelArtOptions.Default with { Width = 37 }, 301, 203);
        using var second = Run(PixelArtOptions.Fast with { Width = 41, Colors = 33 }, 190, 230);
        return string.Concat(new[] { first, second }.SelectMany(r => SyntheticPhotograph.Pixels(r.Cells)).Select(p => p.ToHex()));

        PixelArtResult Run(PixelArtOptions options, int width, int height) =>
            new PixelArtOperation(options).Run(SyntheticPhotograph.Busy(width, height), new NoCodec(), context);
    }
}
