namespace Stylize.Engine.Tests.Gaussians.Library;

/// <summary>The C header of libgaussianimage.</summary>
internal static partial class LibraryHeader
{
    public static string Folder { get; } = Checkout.Path("Stylize.GaussianLibrary", "Native");

    public static string Text { get; } =
        File.ReadAllText(Path.Combine(Folder, "gaussianimage.h")).ReplaceLineEndings("\n");

    /// <summary>Names of the declared functions, without "GaussianImage".</summary>
    public static IEnumerable<string> Functions => Function().Matches(Text).Select(match => match.Groups[1].Value);

    [GeneratedRegex(@"^GAUSSIAN_IMAGE_API [^(]*?\*?GaussianImage(\w+)\(", RegexOptions.Multiline)]
    private static partial Regex Function();
}
