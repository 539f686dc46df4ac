using Stylize.Engine.Batch;

namespace Stylize.Engine.Tests.Batch;

public sealed class AvailableMemoryTests
{
    [Fact]
    public void Free_memory_is_some_of_what_the_process_may_have() =>
        Assert.InRange(AvailableMemory.Bytes(), 1 << 20, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
}
