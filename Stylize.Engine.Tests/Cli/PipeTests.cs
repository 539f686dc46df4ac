using Stylize.Cli;
using Stylize.Cli.Hosting;

namespace Stylize.Engine.Tests.Cli;

/// <summary>Standard input and output ("-").</summary>
public sealed class PipeTests : CliTest
{
    [Fact]
    public void Piped_output_has_the_same_bytes_as_files()
    {
        var source = File.ReadAllBytes(_folder.Image("a.png"));
        _folder.Run("pixel-art", "a.png", "--no-provenance").Exits(0);
        var (run, bytes) = Pipe(source, "pixel-art", "-", "-o", "-", "--no-provenance");
        run.IsQuiet();
        Assert.Equal(File.ReadAllBytes(_folder["a.pixelart.png"]), bytes);
        Assert.Equal(["a.pixelart.png", "a.png"], _folder.Names);
    }

    [Fact]
    public void A_file_is_written_to_standard_output_and_standard_input_to_a_file()
    {
        var source = File.ReadAllBytes(_folder.Image("a.png"));
        var (run, bytes) = Pipe([], "dot-art", "a.png", "-o", "-", "--format", "png", "--dot-count", "30");
        run.Exits(0);
        Assert.Equal(ImageFormat.Png, ImageCodecs.Default.Identify(ImageSource.Memory(bytes, "out")).Format);
        Pipe(source, "dot-art", "-", "-o", "named.svg").Run.Exits(0);
        Assert.Contains("standard input", File.ReadAllText(_folder["named.svg"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Standard_input_can_be_described()
    {
        _folder.Image("a.png");
        _folder.Run("gaussian", "encode", "a.png", "--count", "12", "--iterations", "10").Exits(0);
        var (run, _) = Pipe(File.ReadAllBytes(_folder["a.g2d"]), "gaussian", "info", "-", "--json");
        Assert.Contains("\"source\":\"standard input\"", run.Exits(0).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--update", "pixel-art - -o - --update")]
    [InlineData("--json", "pixel-art - -o - --json")]
    [InlineData("2 inputs", "pixel-art - a.png -o -")]
    [InlineData("plate", "segment -")]
    [InlineData("name", "pixel-art -")]
    [InlineData("--save-palette", "pixel-art - -o - --save-palette gpl")]
    [InlineData("further files", "pixel-art - -o x.png --save-palette gpl")]
    [InlineData("shared.gpl", "pixel-art - -o x.png --shared-palette --save-palette gpl")]
    public void Unsupported_options_with_pipes_are_refused(string words, string command)
    {
        _folder.Image("a.png");
        var (run, bytes) = Pipe(File.ReadAllBytes(_folder["a.png"]), command.Split(' '));
        run.Exits(2, words);
        Assert.Empty(bytes);
        Assert.Equal(["a.png"], _folder.Names);
    }

    [Fact]
    public void Invalid_input_writes_nothing_to_standard_output()
    {
        var (run, bytes) = Pipe("no image"u8.ToArray(), "pixel-art", "-", "-o", "-");
        run.Exits(1, "standard input");
        Assert.Empty(bytes);
        Pipe([], "pixel-art", "-", "-o", "-").Run.Exits(1);
    }

    private (CliRun Run, byte[] Bytes) Pipe(byte[] input, params string[] args)
    {
        var bytes = new MemoryStream();
        var run = CliRun.InHost(args, (output, error) => new()
        {
            Out = output, Error = error, WorkingFolder = _folder.Path,
            OpenInput = () => new MemoryStream(input), OpenOutput = () => bytes,
        });
        return (run, bytes.ToArray());
    }
}
