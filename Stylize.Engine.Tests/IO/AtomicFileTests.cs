using System.Diagnostics;
using Stylize.Engine.Batch;
using Stylize.Engine.IO;
using Stylize.Engine.Tests.Batch;

namespace Stylize.Engine.Tests.IO;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_process_killed_in_the_middle_of_replacing_a_file_leaves_the_old_file_whole()
    {
        var target = _folder.File("a.png", "the original");
        string[] arguments = [typeof(AtomicFileTests).Assembly.Location, EndlessWriting.Name, target];
        using var child = Process.Start(new ProcessStartInfo("dotnet", arguments)
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("writing", child.StandardOutput.ReadLine());
        }

        child.Kill();
        child.WaitForExit();
        Assert.Equal("the original", File.ReadAllText(target));
        Assert.Equal(2, _folder.Names.Length);
        Assert.Single(_folder.Names, AtomicFile.IsTemporary);
    }

    [Fact]
    public void The_target_is_not_there_until_it_is_complete()
    {
        AtomicFile.Write(_folder["sub/a"], force: false, stream =>
        {
            stream.Write("half"u8);
            stream.Flush();
            Assert.False(File.Exists(_folder["sub/a"]));
            Assert.True(AtomicFile.IsTemporary(Assert.Single(_folder.Names)));
            stream.Position = 0;
            stream.Write("done"u8);
        });
        Assert.Equal(["sub/a"], _folder.Names);
        Assert.Equal("done", File.ReadAllText(_folder["sub/a"]));
    }

    [Fact]
    public void Unfinished_files_can_be_removed_when_the_process_has_to_end()
    {
        var exception = Assert.Throws<StylizeException>(() => AtomicFile.Write(_folder["a"], force: false, stream =>
        {
            stream.Write("half"u8);
            AtomicFile.RemoveUnfinished();
            Assert.Empty(_folder.Names);
        }));
        Assert.Equal(StylizeError.TargetUnwritable, exception.Error);
        Assert.Empty(_folder.Names);
    }

    [Fact]
    public void A_failure_that_an_encoder_hides_is_told_as_the_disks()
    {
        var exception = Assert.Throws<StylizeException>(() => AtomicFile.Write(_folder["a"], force: false, stream =>
        {
            try
            {
                stream.SetLength(0);
                ((TargetStream)stream).Dispose();
                stream.Write("x"u8);
            }
            catch (ObjectDisposedException)
            {
                throw new InvalidOperationException("encoder failed");
            }
        }));
        Assert.Equal(StylizeError.TargetUnwritable, exception.Error);
        Assert.IsType<ObjectDisposedException>(exception.InnerException);
    }

    [SkippableFact]
    public void A_full_disk_is_told_as_such()
    {
        Skip.IfNot(File.Exists("/dev/full"), "Needs a device that is always full.");
        var exception = Assert.Throws<StylizeException>(() => AtomicFile.Write(_folder["a"], force: false, _ =>
        {
            using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.None, bufferSize: 0);
            full.WriteByte(0);
        }));
        Assert.Equal(StylizeError.TargetUnwritable, exception.Error);
        Assert.Contains("the disk is full", exception.Message);
        Assert.Empty(_folder.Names);
    }
}
