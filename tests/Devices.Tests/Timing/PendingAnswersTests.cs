using CxlFabricSim.Devices.Timing;

namespace CxlFabricSim.Devices.Tests.Timing;

public sealed class PendingAnswersTests
{
    [Theory]
    [InlineData(1, 10)]
    [InlineData(2, 100)]
    [InlineData(3, 1000)]
    public void Answers_come_out_by_time_and_among_equals_in_the_order_in_which_they_went_in(int seed, int spread)
    {
        var random = new System.Random(seed);
        var answers = new PendingAnswers();
        var expected = new List<(long Time, int Number)>();
        var now = 0L;
        for (var step = 0; step < 5000; step++)
        {
            // Grows for a while, then shrinks: the ring is enlarged and runs round.
            var isFilling = step / 500 % 2 == 0;
            if (expected.Count == 0 || random.Next(10) < (isFilling ? 8 : 3))
            {
                var time = now + random.Next(spread);
                answers.Add(time).Port = step;
                expected.Add((time, step));
                expected = [.. expected.OrderBy(answer => answer.Time)];
            }
            else
            {
                Assert.Equal(expected[0].Time, answers.EarliestTime);
                Assert.Equal(expected[0].Number, answers.Take().Port);
                now = expected[0].Time;
                expected.RemoveAt(0);
            }
        }

        Assert.True(expected.Count > 64, "the test never filled the ring");
    }

    [Fact]
    public void Nothing_pending_is_never_due()
    {
        var answers = new PendingAnswers();
        answers.Add(5);
        answers.Take();

        Assert.Equal(long.MaxValue, answers.EarliestTime);
    }

    [Fact]
    public void An_answer_keeps_all_that_was_written_in_it_while_the_ring_grows()
    {
        var answers = new PendingAnswers();
        for (var number = 0; number < 300; number++)
        {
            ref var answer = ref answers.Add(1000 - number);
            answer.Port = number;
            answer.HasLine = number % 2 == 0;
            answer.Line[63] = (byte)number;
        }

        for (var number = 299; number >= 0; number--)
        {
            ref var answer = ref answers.Take();
            Assert.Equal((number, number % 2 == 0, (byte)number), (answer.Port, answer.HasLine, answer.Line[63]));
        }
    }
}
