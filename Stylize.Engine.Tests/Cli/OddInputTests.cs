using System.Net.Sockets;
using Stylize.Engine.Tests.Hostile;

namespace Stylize.Engine.Tests.Cli;

/// <summary>
/// Pipes, devices, sockets, roots and odd names: one error each, without waiting.
/// </summary>
public sealed class OddInputTests : CliTest
{
    [Theory]
    [InlineData("pixel-art", "fifo")]
    [InlineData("pixel-art", "a.png", "--palette", "fifo")]
    [InlineData("compare", "a.png", "-r", "fifo")]
    [InlineData("dot-art", "a.png", "--background-mask", "fifo")]
    [InlineData("gaussian", "info", "fifo")]
    [InlineData("regions", "fifo")]
    public void A_named_pipe_is_refused_as_any_file(params string[] words)
    {
        _folder.Image("a.png");
        NonRegularFile.Put(_folder["fifo"], NonRegularFile.Fifo);
        var run = _folder.Run(words);
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains($"'{_folder["fifo"]}' is a pipe", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pixel-art", "/dev/zero")]
    [InlineData("pixel-art", "/dev/null")]
    [InlineData("pixel-art", "a.png", "--palette", "/dev/zero")]
    [InlineData("compare", "a.png", "-r", "/dev/zero")]
    public void A_device_is_refused_as_any_file(params string[] words)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs /dev.");
        _folder.Image("a.png");
        Assert.Contains("device", Assert.Single(_folder.Run(words).ErrorLines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/proc/self/status")]
    [InlineData("/proc/kmsg")]
    [InlineData("/sys/kernel/mm/transparent_hugepage/enabled")]
    public void A_file_of_the_kernel_is_refused_and_other_files_are_processed(string path)
    {
        Assert.SkipUnless(File.Exists(path), "Needs procfs and sysfs.");
        _folder.Image("a.png");
        var run = _folder.Run("pixel-art", "a.png", path, "--width", "8", "-o", "out").Exits(1);
        Assert.Contains(
            $"'{path}' is a file of the operating system", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.True(File.Exists(_folder["out/a.pixelart.png"]));
        Assert.Contains(
            "operating system", _folder.Run("pixel-art", "a.png", "--palette", path).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_Zarr_folder_is_not_reported_as_a_folder_of_files()
    {
        _folder.File("x.zarr/.zgroup", "{}");
        Assert.Contains("only segmentation", Assert.Single(_folder.Run("pixel-art", "x.zarr").ErrorLines),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_socket_is_reported()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Sockets have names of files elsewhere.");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_folder["s.png"]));
        Assert.Contains(
            "socket", Assert.Single(_folder.Run("pixel-art", "s.png").ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_or_circular_link_is_reported()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        File.CreateSymbolicLink(_folder["a.png"], "gone.png");
        File.CreateSymbolicLink(_folder["b.png"], "c.png");
        File.CreateSymbolicLink(_folder["c.png"], "b.png");
        Assert.All(_folder.Run("pixel-art", "a.png", "b.png", "-o", "out").ErrorLines,
            line => Assert.Contains("link", line, StringComparison.Ordinal));
    }

    public static TheoryData<string> Odds => ["/", "a*/../missing.png", "../nowhere", "*/", ""];

    [Theory]
    [MemberData(nameof(Odds))]
    public void A_root_or_an_odd_pattern_is_one_failure_and_the_run_continues(string odd)
    {
        _folder.Image("a.png");
        var run = _folder.Run("pixel-art", odd, "a.png", "-o", "out", "--width", "8");
        Assert.InRange(run.ExitCode, 1, 2);
        Assert.DoesNotContain("Unexpected", run.Error, StringComparison.Ordinal);
        Assert.Single(run.ErrorLines);
    }

    [Fact]
    public void A_name_that_is_not_UTF_8_is_reported()
    {
        var line = Assert.Single(_folder.Run("pixel-art", "a\uFFFD.png").ErrorLines);
        Assert.Contains("not UTF-8", line, StringComparison.Ordinal);
    }
}
