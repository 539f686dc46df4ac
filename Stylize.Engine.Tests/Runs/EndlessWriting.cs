namespace Stylize.Engine.Tests.Runs;

/// <summary>A child process that replaces a file endlessly, to be killed.</summary>
internal static class EndlessWriting
{
    public const string Name = "endless-writing";

    public static int Run(string target)
    {
        AtomicFile.Write(target, force: true, stream =>
        {
            while (true)
            {
                stream.Write(new byte[1 << 16]);
                stream.Flush();
                Console.Out.WriteLine("writing");
                Thread.Sleep(5);
            }
        });
        return 0;
    }
}
