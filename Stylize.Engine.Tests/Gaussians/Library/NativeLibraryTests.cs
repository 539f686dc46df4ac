using Stylize.Engine.Gaussians.Transforms;

namespace Stylize.Engine.Tests.Gaussians.Library;

/// <summary>The compiled libgaussianimage from C, C++ and Python, with the examples of docs/library.md.</summary>
public sealed partial class NativeLibraryTests : FolderTest
{
    private static readonly string Program = Checkout.Path("Stylize.Engine.Tests", "Gaussians", "Library", "library.c");

    private readonly string _file;
    private readonly GaussianFile _expected;

    public NativeLibraryTests()
    {
        _file = _folder["image.g2d"];
        using var model = RandomModel.Create(9, 700, 96, 64, hasAlpha: true);
        File.WriteAllBytes(_file, GaussianFileWriter.ToBytes(model));
        _expected = GaussianFileReader.Read(ImageSource.File(_file));
    }

    [Theory<BuiltLibrary>]
    [InlineData("cc", "-std=c99")]
    [InlineData("c++", "-xc++", "-std=c++11")]
    public void A_program_renders_with_several_threads_and_survives_damaged_files(
        string compiler, params string[] language)
    {
        var target = _folder["rendering.rgba"];
        BuiltLibrary.Run(Compile(compiler, Program, [.. language, "-pthread"]), _file, target);
        using var expected = GaussianRenderer.Render(_expected.Model);
        Assert.Equal(expected.Bytes(), File.ReadAllBytes(target));
    }

    [Theory<BuiltLibrary>]
    [InlineData("c")]
    [InlineData("python")]
    public void The_example_of_the_page_writes_the_region(string language)
    {
        var page = File.ReadAllText(Checkout.Path("docs", "library.md")).ReplaceLineEndings("\n");
        var code =
            Code().Matches(page).Single(match => match.Groups["language"].Value == language).Groups["code"].Value;
        var source = _folder.File("example." + language, code);
        var target = _folder["region.pam"];
        string[] words = language == "c" ? [Compile("cc", source, ["-std=c99"])] : ["python3", source];
        var output = BuiltLibrary.Run(words[0], [.. words[1..], _file, target]);
        Assert.Equal("96 x 64 pixels, 700 Gaussians", output.TrimEnd());
        using var part = GaussianTransforms.Crop(_expected.Model, 0, 0, 48, 32);
        using var expected = GaussianRenderer.Render(part, new RenderOptions { Scale = 4 });
        const string header = "P7\nWIDTH 192\nHEIGHT 128\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n";
        var written = File.ReadAllBytes(target);
        Assert.Equal(header, Encoding.ASCII.GetString(written, 0, header.Length));
        Assert.Equal(expected.Bytes(), written[header.Length..]);
    }

    [Fact<BuiltLibrary>]
    public void Only_the_functions_of_the_header_are_exported()
    {
        var arguments = OperatingSystem.IsMacOS() ? "-gU" : "-gD";
        var names = BuiltLibrary.Run("nm", arguments, "--defined-only", LibraryApi.NativePath!)
            .Split('\n').Select(line => line.Split(' ')).Where(words => words is [_, "T", _])
            .Select(words => words[2].TrimStart('_').Split('@')[0]);
        Assert.Equal(LibraryHeader.Functions.Select(name => "GaussianImage" + name).Order(), names.Order());
    }

    private string Compile(string compiler, string source, string[] options)
    {
        var program = _folder["program"];
        BuiltLibrary.Run(
            compiler,
            [.. options, "-Wall", "-Wextra", "-pedantic", "-Werror", "-I", LibraryHeader.Folder, source, "-o", program,
                "-L", BuiltLibrary.Folder, "-lgaussianimage"]);
        return program;
    }

    [GeneratedRegex(@"^```(?<language>c|python)\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();
}
