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
        Assert.Equal(0, _folder.Run("pixel-art", "a.png", "--no-provenance").ExitCode);
        var (exitCode, bytes, error) = Pipe(source, "pixel-art", "-", "-o", "-", "--no-provenance");
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Equal(File.ReadAllBytes(_folder["a.pixelart.png"]), bytes);
        Assert.Equal(["a.pixelart.png", "a.png"], _folder.Names);
    }

    [Fact]
    public void A_file_is_written_to_standard_output_and_standard_input_to_a_file()
    {
        var source = File.ReadAllBytes(_folder.Image("a.png"));
        var (exitCode, bytes, _) = Pipe([], "dot-art", "a.png", "-o", "-", "--format", "png", "--dot-count", "30");
        Assert.Equal(0, exitCode);
        Assert.Equal(ImageFormat.Png, ImageCodecs.Default.Identify(ImageSource.Memory(bytes, "out")).Format);
        Assert.Equal(0, Pipe(source, "dot-art", "-", "-o", "named.svg").ExitCode);
        Assert.Contains("standard input", File.ReadAllText(_folder["named.svg"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Standard_input_can_be_described()
    {
        _folder.Image("a.png");
        Assert.Equal(0, _folder.Run("gaussian", "encode", "a.png", "--count", "12", "--iterations", "10").ExitCode);
        using var output = new StringWriter();
        var host = Host(File.ReadAllBytes(_folder["a.g2d"]), output, Stream.Null);
        var exitCode = StylizeCommand.Run(["gaussian", "info", "-", "--json"], host);
        Assert.Equal(0, exitCode);
        Assert.Contains("\"source\":\"standard input\"", output.ToString(), StringComparison.Ordinal);
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
        var (exitCode, bytes, error) = Pipe(File.ReadAllBytes(_folder["a.png"]), command.Split(' '));
        Assert.Equal(2, exitCode);
        Assert.Empty(bytes);
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.Equal(["a.png"], _folder.Names);
    }

    [Fact]
    public void Invalid_input_writes_nothing_to_standard_output()
    {
        var (exitCode, bytes, error) = Pipe("no image"u8.ToArray(), "pixel-art", "-", "-o", "-");
        Assert.Equal(1, exitCode);
        Assert.Empty(bytes);
        Assert.Contains("standard input", error, StringComparison.Ordinal);
        Assert.Equal(1, Pipe([], "pixel-art", "-", "-o", "-").ExitCode);
    }

    private (int ExitCode, byte[] Bytes, string Error) Pipe(byte[] input, params string[] args)
    {
        using var error = new StringWriter();
        var output = new MemoryStream();
        using var text = new StringWriter();
        var host = Host(input, text, output, error);
        return (StylizeCommand.Run(args, host), output.ToArray(), error.ToString());
    }

    private CommandHost Host(byte[] input, TextWriter text, Stream output, TextWriter? error = null) => new()
    {
        Out = text,
        Error = error ?? TextWriter.Null,
        WorkingFolder = _folder.Path,
        OpenInput = () => new MemoryStream(input),
        OpenOutput = () => output,
    };
}
