using System.Diagnostics;
using System.Text.Json;
using Stylize.Codecs;
using Stylize.Engine;
using Stylize.Engine.Imaging;

namespace Stylize.Benchmarks;

/// <summary>Decodes the pictures of folders here and in Chromium, whose canvas is read back, and counts the differences
/// by cause. The variable STYLIZE_CHROMIUM can name the browser.</summary>
internal static class BrowserPictures
{
    public const string Name = "browser-pictures";

    /// <summary>Bytes of pictures on one page, of which the browser returns all pixels as text.</summary>
    private const long PageBytes = 4 << 20;

    private const int PagePictures = 60;

    private const int PageMilliseconds = 60_000;

    private const string Empty = "Chromium draws nothing";

    /// <summary>Rounding of color profiles, and of colors that a canvas stores multiplied by alpha.</summary>
    private const int Rounding = 3;

    private const string Script = """
        onload = () => {
          const all = [...document.images].map(image => {
            const canvas = Object.assign(document.createElement("canvas"),
              { width: image.naturalWidth, height: image.naturalHeight });
            if (!canvas.width) return "";
            canvas.getContext("2d").drawImage(image, 0, 0);
            return canvas.toDataURL().split(",")[1] ?? "";
          });
          document.body.textContent = JSON.stringify(all);
        };
        """;

    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".png", ".apng", ".jpg", ".jpeg", ".webp", ".avif", ".avifs", ".gif", ".bmp", ".dib",
    };

    public static int Run(string[] folders)
    {
        var files = folders
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            .Where(file => Extensions.Contains(Path.GetExtension(file))).Order(StringComparer.Ordinal).ToList();
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        while (files.Count > 0)
        {
            var (page, bytes) = (0, 0L);
            do
            {
                bytes += new FileInfo(files[page++]).Length;
            }
            while (page < Math.Min(files.Count, PagePictures) && bytes < PageBytes);

            foreach (var (file, shown) in files.Zip(Show(files[..page])))
            {
                var (cause, detail) = Compare(file, shown);
                if (cause == Empty)
                {
                    // A browser without memory for a picture leaves the canvas empty.
                    (cause, detail) = Compare(file, Show([file])[0]);
                }

                counts[cause] = counts.GetValueOrDefault(cause) + 1;
                if (detail.Length > 0) Console.WriteLine($"{cause}\t{file}\t{detail}");
            }

            files.RemoveRange(0, page);
        }

        Console.WriteLine($"\n| result | files |\n|---|---|");
        foreach (var (cause, count) in counts)
        {
            Console.WriteLine($"| {cause} | {count} |");
        }

        return 0;
    }

    /// <summary>Returns a PNG of each file as Chromium draws it; empty if it draws none.</summary>
    private static byte[][] Show(List<string> files)
    {
        var path = Path.Combine(Path.GetTempPath(), $"stylize-{Environment.ProcessId}.html");
        try
        {
            File.WriteAllText(path, $"<body>{string.Concat(files.Select(file =>
                $"<img src=\"data:image/png;base64,{Convert.ToBase64String(File.ReadAllBytes(file))}\">"))}"
                + $"<script>{Script}</script>");
            var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("STYLIZE_CHROMIUM") ?? "chromium")
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                ArgumentList =
                {
                    "--headless=new", "--no-sandbox", "--disable-gpu", "--force-color-profile=srgb", "--dump-dom",
                    new Uri(path).AbsoluteUri,
                },
            };
            using var browser = Process.Start(start)!;
            _ = browser.StandardError.ReadToEndAsync();
            var reading = browser.StandardOutput.ReadToEndAsync();
            if (!reading.Wait(PageMilliseconds))
            {
                browser.Kill(entireProcessTree: true);
            }

            var page = reading.Result;
            const string Start = "<body>[";
            if (page.IndexOf(Start, StringComparison.Ordinal) is >= 0 and var at)
            {
                var list = page[(at + Start.Length - 1)..(page.LastIndexOf(']') + 1)];
                return [.. JsonSerializer.Deserialize<string[]>(list)!.Select(Convert.FromBase64String)];
            }
        }
        finally
        {
            File.Delete(path);
        }

        // A page that ends or blocks the browser is shown in halves, until the picture alone is left.
        var half = files.Count / 2;
        return half == 0 ? [[]] : [.. Show(files[..half]), .. Show(files[half..])];
    }

    private static (string Cause, string Detail) Compare(string file, byte[] shown)
    {
        var notes = new List<string>();
        try
        {
            using var own = ImageCodecs.Default.DecodeRgba(
                ImageSource.File(file), new DecodeOptions { Damaged = notes.Add, Noted = notes.Add });
            var words = string.Join(' ', notes.Distinct());
            if (shown.Length == 0) return ("only Stylize reads it", $"{own.Width}x{own.Height}; {words}");

            using var other = ImageCodecs.Default.DecodeRgba(ImageSource.Memory(shown, file));
            if ((own.Width, own.Height) != (other.Width, other.Height))
            {
                return ("other size", $"{own.Width}x{own.Height}, Chromium {other.Width}x{other.Height}; {words}");
            }

            var (largest, mean) = Difference(own, other);
            var detail = FormattableString.Invariant($"largest {largest}, mean {mean:0.00}; {words}");
            return largest <= Rounding ? ("equal within 3 of 255", words)
                : largest == byte.MaxValue && IsEmpty(other) ? (Empty, detail)
                : mean < 2 ? ("within 2 of 255 in the mean", detail)
                : words.Length > 0 ? ("other pixels, with a warning", detail) : ("other pixels", detail);
        }
        catch (StylizeException failure)
        {
            return (shown.Length == 0 ? "neither reads it" : "only Chromium reads it",
                $"{failure.Error}: {failure.Message}");
        }
    }

    private static bool IsEmpty(Raster<Rgba32> image) =>
        Enumerable.Range(0, image.Height).All(y => !image.Row(y).ContainsAnyExcept(default(Rgba32)));

    /// <summary>Returns the largest and the mean difference of colors multiplied by alpha, and of alpha.</summary>
    private static (int Largest, double Mean) Difference(Raster<Rgba32> one, Raster<Rgba32> other)
    {
        var (largest, sum) = (0, 0L);
        for (var y = 0; y < one.Height; y++)
        {
            for (var x = 0; x < one.Width; x++)
            {
                var (a, b) = (one[x, y], other[x, y]);
                var off = Math.Max(
                    Math.Max(Off(a.R, b.R), Off(a.G, b.G)), Math.Max(Off(a.B, b.B), Math.Abs(a.A - b.A)));
                (largest, sum) = (Math.Max(largest, off), sum + off);

                int Off(byte from, byte to) => Math.Abs((from * a.A) - (to * b.A)) / byte.MaxValue;
            }
        }

        return (largest, sum / ((double)one.Width * one.Height));
    }
}
