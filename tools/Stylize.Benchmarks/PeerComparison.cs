namespace Stylize.Benchmarks;

/// <summary>
/// Compares the command with the tools that people use now, in turns in one run: processor seconds of whole processes, the best of five,
/// and their ratio. A peer that is not installed is shown as such.
/// <c>dotnet run -c Release --project tools/Stylize.Benchmarks -- peers &lt;stylize.dll&gt; &lt;photograph&gt;</c>
/// </summary>
internal static class PeerComparison
{
    public const string Name = "peers";
    private const int Turns = 5;
    private const string Python = "/usr/bin/python3";

    private const string SkimageSsim = """
        import sys, numpy as np
        from PIL import Image
        from skimage.metrics import peak_signal_noise_ratio, structural_similarity
        from skimage.color import rgb2lab, deltaE_ciede2000
        a, b = (np.asarray(Image.open(p).convert("RGB")) for p in sys.argv[1:3])
        wang = dict(channel_axis=2, gaussian_weights=True, sigma=1.5, use_sample_covariance=False)
        print(peak_signal_noise_ratio(b, a), structural_similarity(a, b, **wang), deltaE_ciede2000(rgb2lab(a), rgb2lab(b)).mean())
        """;

    private const string SkimageKMeans = """
        import sys, numpy as np
        from PIL import Image
        from skimage.color import rgb2lab, lab2rgb
        from scipy.cluster.vq import kmeans2
        im = Image.open(sys.argv[1]).convert("RGB").resize((96, 64), Image.BOX)
        lab = rgb2lab(np.asarray(im)).reshape(-1, 3)
        c, l = kmeans2(lab, 16, iter=20, minit="++", seed=1)
        Image.fromarray((lab2rgb(c[l].reshape(64, 96, 3)) * 255 + .5).astype(np.uint8)).save(sys.argv[2])
        """;

    public static int Run(string command, string photograph)
    {
        var folder = Directory.CreateTempSubdirectory("stylize-peers-");
        try
        {
            string Out(string name) => Path.Combine(folder.FullName, name);
            var noisy = Out("noisy.png");
            var prepared = ProcessorTime.Of("convert", [photograph, "-attenuate", "0.3", "+noise", "Gaussian", noisy]) is not null;
            var compared = prepared ? noisy : photograph;
            Console.WriteLine($"{"task",-44} {"peer s",8} {"stylize s",10} {"ratio",7}");
            string[] pixelArt = [command, "pixel-art", photograph, "-o", Out("a"), "--force"];
            Row("pixel art 96 cells, 16 colors: box + k-means", [Python, "-c", SkimageKMeans, photograph, Out("k.png")], pixelArt);
            Row(
                "the same, ImageMagick without dither",
                ["convert", photograph, "-resize", "96x64!", "+dither", "-colors", "16", Out("m.png")],
                [.. pixelArt, "--fast"]);
            Row(
                "PSNR, SSIM, CIEDE2000: scikit-image",
                [Python, "-c", SkimageSsim, compared, photograph],
                [command, "compare", compared, "-r", photograph]);
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Row(string task, string[] peer, string[] ours)
    {
        double? bestPeer = null, bestOurs = null;
        for (var turn = 0; turn < Turns; turn++)
        {
            bestPeer = Min(bestPeer, ProcessorTime.Of(peer[0], peer[1..]));
            bestOurs = Min(bestOurs, ProcessorTime.Of("dotnet", ours));
        }

        Console.WriteLine(bestPeer is null
            ? $"{task,-44} {"not here",8} {bestOurs,10:0.000}"
            : $"{task,-44} {bestPeer,8:0.000} {bestOurs,10:0.000} {bestPeer / bestOurs,6:0.0}x");
    }

    private static double? Min(double? a, double? b) => a is null ? b : b is null ? a : Math.Min(a.Value, b.Value);
}
